"""Photos: known by their content; those that strangers send are cleaned of all but the picture."""

from io import BytesIO

# Odoo has Pillow read a few formats only; these imports add those that are read here.
from PIL import (  # noqa: F401, I001
    ExifTags,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
#: The pictures of Apple's telephones, which browsers do not show: ISO/IEC 23008-12.
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
#: What may be held in memory at once, at four bytes a pixel. A JPEG is reduced while it is read, so
#: that a photo of 200 million pixels passes, unless it is progressive: such a one is held whole,
#: and gone through at each scan (ITU-T T.81, annex G).
MAX_PIXELS = 12_500_000
MAX_SCANS = 200
#: Others are converted, which takes as much again.
PLAIN_MODES = ("RGB", "L", "CMYK")
START_OF_SCAN = b"\xff\xda"
END_OF_IMAGE = b"\xff\xd9"
SIDE = 1920
QUALITY = 85
#: How to turn a picture upright, by its EXIF orientation (CIPA DC-008).
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class NotAPhoto(ValueError):
    """What was sent is not a picture that browsers show."""


class HeicPhoto(NotAPhoto):
    """A picture in Apple's own format."""


class HugePhoto(NotAPhoto):
    """A picture of too many pixels."""


def is_photo(content):
    """Tell whether a file is a picture that browsers show: its name proves nothing.

    :param bytes content: of the file
    :rtype: bool
    """
    try:
        with Image.open(BytesIO(content or b""), formats=FORMATS) as image:
            image.verify()
            return True
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def clean_photo(content):
    """Return a photo as a JPEG file of the picture alone: upright, no EXIF, no place, no comment.

    Odoo's ``image_process`` keeps the file as it is, EXIF included, when it could not make it
    smaller.

    :param bytes content: of the file
    :rtype: bytes
    :raises HeicPhoto: in Apple's format
    :raises HugePhoto: when it has too many pixels to be opened safely
    :raises NotAPhoto: when it is anything else than a picture, or a damaged one
    """
    if is_heic(content):
        raise HeicPhoto
    try:
        with _open(content) as image:
            if not _is_whole(image.format, content):
                raise NotAPhoto
            _refuse_huge(image, content)
            picture = _to_plain(image)
            picture.thumbnail((SIDE, SIDE))
            return _to_jpeg(_turn(picture, image))
    except NotAPhoto:
        raise
    except Exception as error:  # libraries raise many kinds of errors on a damaged file
        raise NotAPhoto from error


def is_heic(content):
    """Tell whether a file is a picture in Apple's own format.

    :param bytes content: of the file
    :rtype: bool
    """
    return content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS


def read_place(content):
    """Return where a photo was taken, as its EXIF says (CIPA DC-008, GPS attributes).

    :param bytes content: of the file
    :return: latitude and longitude in degrees (WGS 84), or None
    :rtype: tuple[float, float] | None
    """
    try:
        with _open(content) as image:
            # Of a PNG that has none before its picture, Pillow would load the picture to search on.
            if image.format == "PNG" and "exif" not in image.info:
                return None
            gps = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _read_degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
        longitude = _read_degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
    except Exception:  # as above: a place that cannot be read is no place
        return None
    known = 0 < abs(latitude) <= 90 and 0 < abs(longitude) <= 180
    return (latitude, longitude) if known else None


def _open(content):
    """Open a picture by its first bytes. ``Image.open`` would warn in the log of what is large."""
    for name in FORMATS:
        factory, accept = Image.OPEN[name]
        if accept(content[:16]):
            return factory(BytesIO(content), "")
    raise NotAPhoto


def _is_whole(kind, content):
    """Tell whether a file was not cut short: Odoo has Pillow draw what is missing in grey."""
    if kind in ("JPEG", "MPO"):
        return content.rfind(END_OF_IMAGE) > content.rfind(START_OF_SCAN)
    if kind == "PNG":
        return b"IEND" in content
    return kind != "WEBP" or int.from_bytes(content[4:8], "little") <= len(content) - 8


def _refuse_huge(image, content):
    if image.info.get("progressive"):
        if content.count(START_OF_SCAN) > MAX_SCANS:
            raise NotAPhoto
    else:
        image.draft("RGB", (SIDE, SIDE))
    pixels = image.width * image.height * (1 if image.mode in PLAIN_MODES else 2)
    if pixels > MAX_PIXELS:
        raise HugePhoto


def _to_plain(image):
    """Return a picture in a mode that can be made smaller without loss."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    return image if image.mode in (*PLAIN_MODES, "RGBA") else image.convert("RGBA")


def _turn(picture, image):
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # as above: the orientation cannot be read, the picture can
        return picture
    return picture.transpose(TURNS[orientation]) if orientation in TURNS else picture


def _read_degrees(gps, tag, reference_tag, negative):
    degrees, minutes, seconds = (float(part) for part in gps[tag])
    value = round(degrees + minutes / 60 + seconds / 3600, 6)
    return -value if str(gps.get(reference_tag, "")).upper().startswith(negative) else value


def _to_jpeg(picture):
    mask = picture if picture.mode == "RGBA" else None
    alone = Image.new("RGB", picture.size, "white")
    alone.paste(picture.convert("RGB"), mask=mask)
    content = BytesIO()
    alone.save(content, "JPEG", quality=QUALITY, optimize=True)
    return content.getvalue()
