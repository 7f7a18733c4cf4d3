"""Files as careless and hostile people send them, made here."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import ExifTags, Image, MpoImagePlugin  # noqa: F401

ALERT = b"<script>alert(document.domain)</script>"
HTML = b"<!DOCTYPE html><html><body>" + ALERT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + ALERT + b"</svg>"
WINDOWS_PROGRAM = b"MZ\x90\x00\x03" + bytes(60) + b"This program cannot be run in DOS mode."


def photo(kind="JPEG", size=(120, 80), mode="RGB", color="orange", **options):
    """Return a picture of one colour."""
    content = BytesIO()
    Image.new(mode, size, color).save(content, kind, **options)
    return content.getvalue()


def taken(
    orientation=1, place=(47.25, -6.0245), size=(120, 80), maker="Jeanne Martin", kind="JPEG"
):
    """Return a photo as a telephone takes it: a blue corner at the upper left of what is stored,
    how to turn it, who made it and where."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = maker
    if place:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef] = "N" if place[0] >= 0 else "S"
        gps[ExifTags.GPS.GPSLatitude] = _sexagesimal(place[0])
        gps[ExifTags.GPS.GPSLongitudeRef] = "E" if place[1] >= 0 else "W"
        gps[ExifTags.GPS.GPSLongitude] = _sexagesimal(place[1])
    picture = Image.new("RGB", size, "orange")
    picture.paste("blue", (0, 0, size[0] // 3, size[1] // 3))
    content = BytesIO()
    picture.save(content, kind, exif=exif, quality=90)
    return content.getvalue()


def _sexagesimal(value):
    value = abs(value)
    minutes = value % 1 * 60
    return (float(int(value)), float(int(minutes)), round(minutes % 1 * 60, 4))


def animation(kind):
    """Return a picture that moves."""
    content = BytesIO()
    frames = [Image.new("RGB", (60, 40), color) for color in ("red", "green", "blue")]
    frames[0].save(content, kind, save_all=True, append_images=frames[1:], duration=100)
    return content.getvalue()


def png_bomb(width, height, colour_type=2):
    """Return a small PNG of many black pixels."""
    samples = {0: 1, 2: 3, 6: 4}[colour_type]
    packer = zlib.compressobj(9)
    row = bytes(1 + width * samples)
    data = b"".join(packer.compress(row) for _line in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    return png(chunk(b"IHDR", header), chunk(b"IDAT", data))


def png(*chunks):
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_with_texts():
    """Return a PNG with words, XMP and a comment that unpacks to 20 MB."""
    content = photo("PNG")
    start = 8 + 25
    texts = (
        chunk(b"tEXt", b"Author\0Jeanne Martin"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>Jeanne Martin</x:xmpmeta>"),
    )
    return content[:start] + b"".join(texts) + content[start:]


def png_text_bomb():
    content = photo("PNG")
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(20 * 1024 * 1024), 9))
    return content[: 8 + 25] + text + content[8 + 25 :]


def progressive(scans):
    """Return a JPEG that its reader goes through again and again."""
    content = photo(size=(600, 400), progressive=True)
    start = content.rindex(b"\xff\xda")
    return content[:start] + content[start:-2] * scans + content[-2:]


def jpeg_with(segment, after=b""):
    """Return a JPEG with an APP1 or comment segment, and something after its end."""
    content = photo()
    return content[:2] + segment + content[2:] + after


def segment(marker, data):
    return b"\xff" + marker + struct.pack(">H", len(data) + 2) + data


def pdf(extra=b"", catalog=b"", trailer=b"", head=b"", tail=b""):
    """Return a PDF of one page.

    :param bytes extra: objects
    :param bytes catalog: entries of the document's catalogue
    """
    return (
        b"%PDF-1.7\n"
        + head
        + b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R "
        + catalog
        + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n"
        + extra
        + b"trailer\n<< /Root 1 0 R /Size 9 "
        + trailer
        + b" >>\nstartxref\n0\n%%EOF\n"
        + tail
    )


def object_stream(objects, entries=b"/Type /ObjStm /N 1 /First 4"):
    data = zlib.compress(objects)
    return (
        b"8 0 obj\n<< "
        + entries
        + b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(data)
        + data
        + b"\nendstream\nendobj\n"
    )


def archive(files, method=zipfile.ZIP_DEFLATED):
    """Return a ZIP archive of names and contents."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", method) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return content.getvalue()


WORD_TYPES = (
    b'<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def docx(**more):
    """Return a Word document; `more`: content of other parts by name, `__` for a slash."""
    files = {"[Content_Types].xml": WORD_TYPES, "word/document.xml": b"<w:document/>"}
    return archive(files | {name.replace("__", "/"): data for name, data in more.items()})


def odt(**more):
    files = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": b"<office:document-content/>",
        "META-INF/manifest.xml": b"<manifest:manifest/>",
    }
    return archive(files | {name.replace("__", "/"): data for name, data in more.items()})


def zip_bomb():
    """Return a Word document that unpacks to 110 MB."""
    return docx(word__media=bytes(110 * 1024 * 1024))


def many_entries():
    """Return a Word document with a list of 6,000 files."""
    return archive(
        {"[Content_Types].xml": WORD_TYPES} | {f"word/{i:0190}": b"" for i in range(6000)}
    )
