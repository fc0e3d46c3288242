"""Pictures are looked at by their header: nothing is unfolded before its size is known."""

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from proxenia.core.errors import Refused

MOST_PIXELS = 60_000_000
MOST_EXTRA = 2 * 1024 * 1024
"""Bytes that colour profile and notes of a picture may have."""

_PNG_END = b"IEND\xaeB`\x82"


def check_picture(content: bytes, code: str) -> None:
    """Refuse a picture that unfolds too far, is damaged, or carries something behind its end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[code.upper()]) as picture:
                size, extra = picture.width * picture.height, _extra(picture)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_many() from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused(_("The picture is damaged; it cannot be read."), "file") from error
    if size > MOST_PIXELS:
        raise _too_many()
    if extra > MOST_EXTRA:
        raise Refused(_("The picture carries more notes than picture. Save it again without them."), "file")
    if code == "png" and content.rstrip(b"\0").rfind(_PNG_END) + len(_PNG_END) != len(content.rstrip(b"\0")):
        raise Refused(
            _("Something else is hidden behind the picture. Save it again from a picture program."), "file"
        )


def _extra(picture: Image.Image) -> int:
    return sum(len(value) for value in picture.info.values() if isinstance(value, (bytes, str)))


def _too_many() -> Refused:
    millions = MOST_PIXELS // 1_000_000
    return Refused(
        _("The picture has more than %(millions)d million dots. Save a smaller one.")
        % {"millions": millions},
        "file",
    )
