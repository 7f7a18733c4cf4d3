import io

from PIL import Image, ImageOps

from odoo.tools.image import IMAGE_MAX_RESOLUTION

#: Enough for 180 mm at 150 dots an inch.
PAGE_PIXELS = (1060, 1060)
JPEG_QUALITY = 80


def shrink_image(content, size=PAGE_PIXELS):
    """Return a picture upright, on white and small enough for a page.

    :param bytes content: of any kind that Pillow reads
    :param tuple size: the box it has to hold in, in pixels
    :rtype: bytes | None
    :returns: a JPEG, without the place and the camera; None when the picture cannot be read
    """
    try:
        image = Image.open(io.BytesIO(content))
        image.draft("RGB", size)
        if image.width * image.height > IMAGE_MAX_RESOLUTION:
            return None
        image = ImageOps.exif_transpose(image)
        image.thumbnail(size)
        if image.mode != "RGB":
            shape = image.convert("RGBA")
            image = Image.new("RGB", image.size, "white")
            image.paste(shape, mask=shape)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    result = io.BytesIO()
    image.save(result, "JPEG", quality=JPEG_QUALITY)
    return result.getvalue()
