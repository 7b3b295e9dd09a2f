"""Capture pictures: the right size, always the same, marked, and one differs from the next."""

import io
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from PIL import Image, ImageChops

from domain.clock import SHANGHAI
from simulators.world.evidence.canvas import HEIGHT, WIDTH
from simulators.world.evidence.capture import BAND, LIMIT_BYTES, SCENES, Subject, evidence_jpeg
from simulators.world.evidence.plates import plate_picture

SUBJECT = Subject(
    record_number="5001037900000001",
    plate="渝A8K2D6",
    plate_kind="02",
    type_code="K33",
    colour="white",
    captured_at=datetime(2026, 11, 8, 8, 17, 31, tzinfo=SHANGHAI),
    place="渝中区中山三路与上清寺路口",
    code="1625",
    agency="重庆市公安局渝中区分局交通巡逻警察支队",
)


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg)).convert("RGB")


def differ(one: bytes, other: bytes) -> bool:
    """Tell whether more than noise differs below the band of words."""
    box = (0, BAND, WIDTH, HEIGHT)
    difference = ImageChops.difference(opened(one).crop(box), opened(other).crop(box)).convert("L")
    return sum(difference.histogram()[40:]) > 500


@pytest.mark.parametrize("code", [*sorted({scene: code for code, scene in SCENES.items()}.values()), "1117"])
def test_every_kind_of_violation_has_its_picture(code: str) -> None:
    jpeg = evidence_jpeg(replace(SUBJECT, code=code), 0, 2)
    assert len(jpeg) <= LIMIT_BYTES
    with Image.open(io.BytesIO(jpeg)) as image:
        assert (image.format, image.size) == ("JPEG", (WIDTH, HEIGHT))
    assert WIDTH * 2 == HEIGHT * 3


@pytest.mark.parametrize(
    ("kind", "type_code", "colour"),
    [("01", "H11", "blue"), ("01", "K11", "yellow"), ("07", "M21", "red"), ("52", "K33", "green")],
)
def test_every_kind_of_vehicle_has_its_picture(kind: str, type_code: str, colour: str) -> None:
    other = replace(SUBJECT, plate_kind=kind, type_code=type_code, colour=colour)
    assert differ(evidence_jpeg(other, 0, 4), evidence_jpeg(SUBJECT, 0, 4))


def test_a_record_always_has_the_same_pictures() -> None:
    first = evidence_jpeg(SUBJECT, 1, 4)
    evidence_jpeg.cache_clear()
    assert evidence_jpeg(SUBJECT, 1, 4) == first


def test_the_sequence_moves_and_comes_close() -> None:
    pictures = [evidence_jpeg(SUBJECT, index, 4) for index in range(4)]
    assert all(differ(one, other) for one, other in pairwise(pictures))


def test_night_is_dark_and_the_expressway_is_elsewhere() -> None:
    night = evidence_jpeg(replace(SUBJECT, captured_at=SUBJECT.captured_at.replace(hour=22)), 0, 4)
    assert brightness(night) < brightness(evidence_jpeg(SUBJECT, 0, 4)) * 0.75
    assert differ(evidence_jpeg(replace(SUBJECT, place="邻水县G65包茂高速1541公里"), 0, 4), evidence_jpeg(SUBJECT, 0, 4))


def brightness(jpeg: bytes) -> float:
    histogram = opened(jpeg).convert("L").histogram()
    return sum(level * count for level, count in enumerate(histogram)) / sum(histogram)


@pytest.mark.parametrize(("kind", "channel"), [("02", 2), ("52", 1)])
def test_a_plate_has_the_colour_of_its_kind(kind: str, channel: int) -> None:
    pixel = plate_picture("渝AD06618", kind).getpixel((30, 120))
    assert isinstance(pixel, tuple)
    assert max(pixel) == pixel[channel]


def test_a_yellow_plate_is_yellow_and_the_plate_can_be_told_from_another() -> None:
    red, green, blue = plate_picture("渝D36Q08", "01").getpixel((30, 120))  # type: ignore[misc]
    assert red > 200
    assert blue < 100
    assert green > 150
    close = [evidence_jpeg(replace(SUBJECT, plate=plate), 3, 4) for plate in ("渝A8K2D6", "渝A00000")]
    assert differ(*close)
