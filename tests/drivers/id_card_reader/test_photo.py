"""Decoders of the chip's photo block."""

import pytest

from domain.clock import SystemClock
from drivers.id_card_reader.hardware import IdCardReaderSettings, photo_decoder
from drivers.id_card_reader.photo import NoDecoder, ReaderSupplied
from drivers.id_card_reader.photo_program import DecoderProgram

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 9 + b"\xff\xd9"


def settings(**changes: object) -> IdCardReaderSettings:
    return IdCardReaderSettings.model_validate({"port": "/dev/null", **changes})


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, NoDecoder),
        ({"photo_decoder": "reader_supplied"}, ReaderSupplied),
        ({"photo_decoder": "program", "photo_program": ["/usr/bin/decode", "--bmp"]}, DecoderProgram),
    ],
)
def test_configuration_chooses_the_decoder(changes: dict[str, object], kind: type) -> None:
    assert isinstance(photo_decoder(settings(**changes), SystemClock()), kind)


@pytest.mark.parametrize(
    "changes",
    [
        {"photo_decoder": "program"},
        {"photo_decoder": "program", "photo_program": ["decode"]},
        {"photo_program": ["/usr/bin/decode"]},
        {"photo_decoder": "library"},
    ],
)
def test_a_decoder_program_is_named_by_its_place(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"photo_program|photo_decoder"):
        settings(**changes)


def test_wlt_is_not_decoded() -> None:
    assert NoDecoder().decode(JPEG) is None


@pytest.mark.parametrize("mark", [b"", b"MARK"])
def test_takes_the_readers_jpeg_out_of_its_padding(mark: bytes) -> None:
    assert ReaderSupplied().decode((mark + JPEG).ljust(1024, b"\0")) == JPEG


@pytest.mark.parametrize("block", [b"", bytes(1024), JPEG[:-2].ljust(1024, b"\0"), b"x" * 20 + JPEG])
def test_anything_else_is_no_picture(block: bytes) -> None:
    assert ReaderSupplied().decode(block) is None
