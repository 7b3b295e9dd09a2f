"""Photographs as a browser can show them."""

from dataclasses import dataclass

JPEG_BEGINS = b"\xff\xd8\xff"


@dataclass(frozen=True)
class PhotoView:
    """One place of the photographs; without an address the mat says why."""

    name: str  # text key `desk.photo.<name>`
    address: str | None
    why: str  # text key of the reason it is missing
    caption: str


def as_picture(block: bytes | None) -> bytes | None:
    """Return the chip's photograph when the terminal's decoder delivered a JPEG; None for WLT, which nobody here can decode."""
    return block if block is not None and block.startswith(JPEG_BEGINS) else None
