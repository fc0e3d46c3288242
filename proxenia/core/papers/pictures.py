"""Portraits for print: small, upright, without what tells of camera and place."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST = 480
"""Dots of the longer side: sharp at three centimetres on paper."""


def portrait(content: bytes) -> bytes:
    """Return a picture as a small JPEG; nothing where it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as found:
                small = ImageOps.exif_transpose(found)
                small.thumbnail((LONGEST, LONGEST))
                bare = Image.new("RGB", small.size, "white")
                shown = small.convert("RGBA")
                bare.paste(shown, mask=shown)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, UnidentifiedImageError, OSError):
        return b""
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=85)
    return out.getvalue()
