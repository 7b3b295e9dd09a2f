"""Photographs side by side: the eyes stand level, at one height and one distance, wherever they were."""

import io
import math

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from backoffice.review.levelling import EYES_APART, EYES_AT, MAT, SIZE, level
from domain.faces import FacePicture
from domain.wire.v1_faces import EyePlaces

GROUND = (40, 40, 40)


def photograph(size: tuple[int, int], eyes: EyePlaces) -> bytes:
    """A dark picture with a red left eye and a green right one."""
    picture = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(picture)
    radius = max(2, size[0] // 60)
    for (across, down), colour in ((eyes.left, (255, 0, 0)), (eyes.right, (0, 255, 0))):
        x, y = across / 10_000 * size[0], down / 10_000 * size[1]
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=95)
    return stream.getvalue()


def middle_of(picture: Image.Image, channel: int) -> tuple[float, float]:
    """Where one colour has its middle."""
    pixels = picture.load()
    assert pixels is not None
    others = [one for one in range(3) if one != channel]
    found = [
        (x, y)
        for x in range(0, picture.width, 2)
        for y in range(0, picture.height, 2)
        if pixels[x, y][channel] > 120 and max(pixels[x, y][one] for one in others) < 110  # type: ignore[index]
    ]
    return sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)


@settings(max_examples=20, deadline=None)
@given(
    size=st.sampled_from([(102, 126), (413, 600), (640, 480)]),
    left=st.tuples(st.integers(2800, 4200), st.integers(3000, 6000)),
    apart=st.integers(1600, 2600),
    lean=st.integers(-600, 600),
)
def test_the_eyes_stand_where_the_line_is_drawn(size: tuple[int, int], left: tuple[int, int], apart: int, lean: int) -> None:
    eyes = EyePlaces(picture=FacePicture.CHIP, left=left, right=(left[0] + apart, left[1] + lean))
    levelled = level(photograph(size, eyes), eyes)
    assert levelled is not None
    with Image.open(io.BytesIO(levelled)) as picture:
        assert picture.size == SIZE
        red, green = middle_of(picture, 0), middle_of(picture, 1)
    for eye, side in ((red, -1), (green, 1)):
        assert math.isclose(eye[1], SIZE[1] * EYES_AT, abs_tol=9)
        assert math.isclose(eye[0], SIZE[0] * (0.5 + side * EYES_APART / 2), abs_tol=9)


def test_what_lies_outside_the_photograph_is_mat() -> None:
    eyes = EyePlaces(picture=FacePicture.LIVE, left=(200, 300), right=(1400, 300))
    levelled = level(photograph((400, 500), eyes), eyes)
    assert levelled is not None
    with Image.open(io.BytesIO(levelled)) as picture:
        corner = picture.getpixel((5, 5))
    assert isinstance(corner, tuple)
    assert all(abs(one - other) < 8 for one, other in zip(corner, MAT, strict=True))


def test_what_is_no_picture_or_has_no_two_eyes_is_left_alone() -> None:
    eyes = EyePlaces(picture=FacePicture.LIVE, left=(3000, 3000), right=(6000, 3000))
    same = eyes.model_copy(update={"right": (3000, 3000)})
    assert level(b"\xff\xd8\xff not a picture", eyes) is None
    assert level(photograph((400, 500), eyes), same) is None
