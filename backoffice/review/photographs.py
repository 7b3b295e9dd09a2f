"""Photographs as a browser can show them."""

JPEG_BEGINS = b"\xff\xd8\xff"
SANDBOX_TAG = b"SIMJ"  # the sandbox's cards carry this tag and a JPEG in place of the licensed WLT coding


def as_picture(block: bytes | None) -> bytes | None:
    """Return the JPEG in a chip's photo block; None when there is none.

    None also when nobody here can decode it: WLT needs a licensed library.
    """
    if block is None:
        return None
    picture = block.removeprefix(SANDBOX_TAG)
    return picture if picture.startswith(JPEG_BEGINS) else None
