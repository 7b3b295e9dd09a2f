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
    levelled: bool = False  # cut so that the eyes stand at the line

    @property
    def shown(self) -> str | None:
        """Return the address of what is compared: levelled where the eyes are known."""
        return f"{self.address}?level=1" if self.address and self.levelled else self.address


def as_picture(block: bytes | None) -> bytes | None:
    """Return the chip's photograph when the terminal's decoder delivered a JPEG; None for WLT, which nobody here can decode."""
    return block if block is not None and block.startswith(JPEG_BEGINS) else None
