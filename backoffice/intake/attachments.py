"""Checks the pictures that came with an application by decoding them: what a browser opens must be what it says it is."""

import base64
import binascii
import io
import warnings
from collections.abc import Sequence

from PIL import Image

from backoffice.intake.unsealing import BodyUnreadable
from domain.wire.v1 import Attachment

INVALID = "attachment_invalid"
LARGEST = 2 * 1024 * 1024  # bytes of one picture
LARGEST_TOGETHER = 8 * 1024 * 1024  # bytes of all pictures of one application
MOST_PIXELS = 24_000_000  # of one picture: a sheet of A4 at 400 dpi has 15 million


def require_pictures(attachments: Sequence[Attachment]) -> None:
    """Raise :class:`BodyUnreadable` unless every attachment is a whole JPEG within the limits."""
    pictures = [_decoded(attachment.jpeg) for attachment in attachments]
    if sum(map(len, pictures)) > LARGEST_TOGETHER or not all(map(is_picture, pictures)):
        raise BodyUnreadable(INVALID)


def is_picture(raw: bytes) -> bool:
    """Tell whether this is a JPEG that can be decoded to its last line, neither too large nor too wide."""
    if not 0 < len(raw) <= LARGEST:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of what may be a bomb
            with Image.open(io.BytesIO(raw), formats=("JPEG",)) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    return False
                picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        return False
    return True


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BodyUnreadable(INVALID) from None
