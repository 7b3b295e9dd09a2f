"""Decoders of the chip's photo block."""

import pytest

from drivers.id_card_reader.photo import NoDecoder, ReaderSupplied, photo_decoder

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 9 + b"\xff\xd9"


def test_configuration_chooses_the_decoder() -> None:
    assert isinstance(photo_decoder("none"), NoDecoder)
    assert isinstance(photo_decoder("reader_supplied"), ReaderSupplied)


def test_wlt_is_not_decoded() -> None:
    assert NoDecoder().decode(JPEG) is None


@pytest.mark.parametrize("mark", [b"", b"MARK"])
def test_takes_the_readers_jpeg_out_of_its_padding(mark: bytes) -> None:
    assert ReaderSupplied().decode((mark + JPEG).ljust(1024, b"\0")) == JPEG


@pytest.mark.parametrize("block", [b"", bytes(1024), JPEG[:-2].ljust(1024, b"\0"), b"x" * 20 + JPEG])
def test_anything_else_is_no_picture(block: bytes) -> None:
    assert ReaderSupplied().decode(block) is None
