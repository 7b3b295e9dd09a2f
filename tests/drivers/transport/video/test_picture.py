"""Whatever a source hands over becomes three channels of eight bits of bounded size, or nothing."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from drivers.transport.video.picture import normalise


@pytest.mark.parametrize(
    "raw",
    [
        np.full((100, 160), 7, np.uint8),
        np.full((100, 160, 1), 7, np.uint8),
        np.full((100, 160, 3), 7, np.uint8),
        np.full((100, 160, 4), 7, np.uint8),
        np.full((100, 160), 7 << 8, np.uint16),
        np.full((100, 160, 3), 7 << 8, np.uint16),
        np.full((100, 320, 3), 7, np.uint8)[:, ::2],
    ],
)
def test_every_common_form_becomes_the_contracts(raw: NDArray[Any]) -> None:
    image = normalise(raw, 1280, 720)
    assert image is not None
    assert (image.shape, str(image.dtype)) == ((100, 160, 3), "uint8")
    assert (image == 7).all()
    assert image.flags.c_contiguous


@pytest.mark.parametrize(
    ("raw", "shape"),
    [
        (np.zeros((4320, 7680, 3), np.uint8), (720, 1280, 3)),
        (np.zeros((2160, 3840), np.uint16), (720, 1280, 3)),
        (np.zeros((1000, 1000, 3), np.uint8), (720, 720, 3)),
        (np.zeros((720, 1280, 3), np.uint8), (720, 1280, 3)),
        (np.zeros((480, 640, 3), np.uint8), (480, 640, 3)),
    ],
)
def test_large_pictures_are_reduced_in_proportion(raw: NDArray[Any], shape: tuple[int, ...]) -> None:
    image = normalise(raw, 1280, 720)
    assert image is not None
    assert image.shape == shape


@pytest.mark.parametrize(
    "raw",
    [
        np.zeros((1, 1, 3), np.uint8),
        np.zeros((0, 0), np.uint8),
        np.zeros((100, 3), np.uint8),
        np.zeros(100, np.uint8),
        np.zeros((100, 100, 2), np.uint8),
        np.zeros((100, 100, 3), np.float32),
        np.zeros((100, 100, 3, 1), np.uint8),
        np.zeros((64, 8000 * 4320 // 64), np.uint8),
    ],
)
def test_what_is_no_picture_is_refused(raw: NDArray[Any]) -> None:
    assert normalise(raw, 1280, 720) is None
