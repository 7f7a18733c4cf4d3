"""Photos: known by their content; those that strangers send are cleaned of all but the picture."""

from io import BytesIO

# Odoo has Pillow read a few formats only; this import adds WebP.
from PIL import Image, ImageOps, WebPImagePlugin  # noqa: F401

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
#: The pictures of Apple's telephones, which browsers do not show: ISO/IEC 23008-12.
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
MAX_PIXELS = 60_000_000
SIDE = 2048
QUALITY = 85


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
    """Return a photo as a JPEG file of the picture alone: no EXIF, no place, no comment.

    Odoo's ``image_process`` keeps the file as it is, EXIF included, when it could not make it
    smaller.

    :param bytes content: of the file
    :rtype: bytes
    :raises HeicPhoto: in Apple's format
    :raises HugePhoto: when it has too many pixels to be opened safely
    :raises NotAPhoto: when it is anything else than a picture
    """
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise HeicPhoto
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise HugePhoto
            image.draft("RGB", (SIDE, SIDE))
            picture = ImageOps.exif_transpose(image)
            picture.thumbnail((SIDE, SIDE))
            return _to_jpeg(picture)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPhoto from error


def _to_jpeg(picture):
    picture = picture.convert("RGBA")
    alone = Image.new("RGB", picture.size, "white")
    alone.paste(picture, mask=picture)
    content = BytesIO()
    alone.save(content, "JPEG", quality=QUALITY, optimize=True)
    return content.getvalue()
