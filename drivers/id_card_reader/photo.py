"""The photo on the chip 证件照: decoders of the 1024-byte block, chosen by configuration.

The chip holds a WLT block (102 × 126 pixels). No open decoder exists, and the makers' libraries are bound by licence to one
reader, so none is shipped: where one may be used it is a program of its own (`photo_program.py`). Some readers' firmware hands
over a JPEG in the same block. Without a decoder the office compares with the photo of the registry.
"""

from typing import Literal, Protocol

PhotoDecoderName = Literal["none", "reader_supplied", "program"]

_START, _END = b"\xff\xd8\xff", b"\xff\xd9"
_LONGEST_TAG = 8  # firmware may put a mark of its own before the picture


class PhotoDecoder(Protocol):
    """Makes a picture of the photo block."""

    def decode(self, block: bytes) -> bytes | None:
        """Return a JPEG, or None when this decoder can make nothing of `block`."""
        ...


class NoDecoder:
    """For readers that hand over the chip's own WLT block."""

    def decode(self, block: bytes) -> bytes | None:  # noqa: ARG002 - the protocol's signature
        """Return None: WLT cannot be decoded here."""
        return None


class ReaderSupplied:
    """For readers whose firmware decodes the photo and hands over a JPEG, padded, perhaps behind a mark of its own."""

    def decode(self, block: bytes) -> bytes | None:
        """Return the JPEG inside `block`, from its first to its last marker."""
        start = block.find(_START, 0, _LONGEST_TAG + len(_START))
        end = block.rfind(_END)
        return block[start : end + len(_END)] if 0 <= start < end else None
