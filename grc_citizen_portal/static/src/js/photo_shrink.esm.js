const SIDE = 1920;
const QUALITY = 0.85;
/** Smaller files are not worth the time. */
const SMALL = 400_000;
const KINDS = ["image/jpeg", "image/png", "image/webp"];
const HEAD = 131_072;
const ORIENTATION = 0x0112;

/**
 * Make a photo smaller before it is sent; the server does the same with what it is sent.
 *
 * @param {File} file chosen or taken
 * @param {HTMLCanvasElement} preview where it is shown, small
 * @returns {Promise<Blob>} the file itself when it is small, no photo, or cannot be read here
 */
export async function shrinkPhoto(file, preview) {
    if (!KINDS.includes(file.type)) {
        return file;
    }
    let picture = null;
    try {
        picture = await createImageBitmap(file);
    } catch {
        return file;
    }
    drawPreview(picture, preview);
    const shrunk = file.size > SMALL ? await draw(picture, await readExif(file)) : file;
    picture.close();
    return shrunk && shrunk.size < file.size ? shrunk : file;
}

function drawPreview(picture, canvas) {
    const side = Math.min(picture.width, picture.height);
    const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
    const context = canvas.getContext("2d");
    context.drawImage(picture, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

async function draw(picture, exif) {
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const context = canvas.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return blob && exif
        ? new Blob([blob.slice(0, 2), exif, blob.slice(2)], {type: blob.type})
        : blob;
}

/**
 * Return what a JPEG says of itself, so that the server may offer the place; it keeps none of it.
 * The picture is upright by now, which it then says.
 */
async function readExif(file) {
    const head = new DataView(await file.slice(0, HEAD).arrayBuffer());
    try {
        for (let place = 2; head.getUint8(place) === 0xff; ) {
            const length = head.getUint16(place + 2) + 2;
            if (head.getUint8(place + 1) === 0xe1 && head.getUint32(place + 4) === 0x45786966) {
                turnUpright(head, place + 10);
                return new Uint8Array(head.buffer.slice(place, place + length));
            }
            place += length;
        }
    } catch (error) {
        if (!(error instanceof RangeError)) {
            throw error;
        }
    }
    return null;
}

function turnUpright(view, start) {
    const little = view.getUint16(start) === 0x4949;
    const directory = start + view.getUint32(start + 4, little);
    const count = view.getUint16(directory, little);
    for (let entry = directory + 2; entry < directory + 2 + count * 12; entry += 12) {
        if (view.getUint16(entry, little) === ORIENTATION) {
            view.setUint16(entry + 8, 1, little);
        }
    }
}
