"""Which frame of a picture makes the photograph: the head of the right size, the rest of the frame around it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.face.cutout import Part
from kiosk.face.head import Head, frame_of, measure_head
from kiosk.face.vision import Face
from tests.kiosk.face.sittings import rules

SIZE = rules().size
HEADS = st.builds(
    lambda crown, height, shape, middle: Head(crown, crown + height, height * shape, middle, crown + height / 2),
    st.floats(0, 400),
    st.floats(120, 500),
    st.floats(0.4, 1.2),
    st.floats(200, 1000),
)


@given(HEADS)
def test_the_height_of_the_head_is_always_right(head: Head) -> None:
    frame = frame_of(head, SIZE)
    assert SIZE.head_height.least - 1e-6 <= head.height * frame.mm_per_pixel <= SIZE.head_height.most + 1e-6
    assert frame.width * frame.mm_per_pixel == pytest.approx(22)
    assert frame.height * frame.mm_per_pixel == pytest.approx(32)


@given(HEADS)
def test_the_width_is_right_where_the_height_allows_it(head: Head) -> None:
    width = head.width * frame_of(head, SIZE).mm_per_pixel
    shape = head.width / head.height
    allowed = SIZE.head_width.least / SIZE.head_height.most <= shape <= SIZE.head_width.most / SIZE.head_height.least
    inside = SIZE.head_width.least - 1e-6 <= width <= SIZE.head_width.most + 1e-6
    assert inside == allowed or abs(shape - 14 / 22) < 1e-9 or abs(shape - 16 / 19) < 1e-9


@given(HEADS)
def test_the_head_stands_in_the_middle_with_room_above(head: Head) -> None:
    frame = frame_of(head, SIZE)
    assert frame.left + frame.width / 2 == pytest.approx(head.middle)
    assert (head.crown - frame.top) * frame.mm_per_pixel >= SIZE.margin_above_mm - 1e-6
    assert frame.top + frame.height > head.chin, "nobody's chin is cut off"


def painted(ears: int = 60, hair: int = 0) -> tuple[Part, np.ndarray, Face]:
    """A head as a block, 120 rows high, in a part that begins at (100, 50)."""
    mask = np.zeros((300, 300), np.float32)
    mask[40:160, 150 - ears : 150 + ears] = 1.0
    mask[60:200, 150 - ears - hair : 150 + ears + hair] = 1.0
    landmarks = np.array([[230, 150], [270, 150], [250, 170], [235, 185], [265, 185]], np.float32)
    return Part(50, 350, 100, 400), mask, Face((205, 110, 90, 104), landmarks, 0.9)


def test_crown_chin_and_width_are_measured_in_the_picture() -> None:
    head = measure_head(*painted())
    assert head.crown == 90
    assert head.chin == pytest.approx((150 + 1.77 * 35 + 214) / 2)
    assert head.width == 120
    assert head.middle == 250


def test_long_hair_is_no_head() -> None:
    assert measure_head(*painted(hair=70)).width == pytest.approx(1.4 * 90)


def test_a_head_that_fills_the_part_is_as_wide_as_the_part() -> None:
    part, mask, face = painted()
    assert measure_head(part, np.ones_like(mask), face).width == pytest.approx(1.4 * 90)
