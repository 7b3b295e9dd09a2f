"""What a source hands over becomes what the contract promises: height × width × 3, 8 bit, blue-green-red, of bounded size."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from drivers.frames import Image
from drivers.transport.video.opencv import cv2

SMALLEST_PX = 64
MOST_PIXELS = 7680 * 4320

Raw = NDArray[Any]


def normalise(raw: Raw, width: int, height: int) -> Image | None:
    """Return `raw` as the contract has it, reduced to fit into `width` × `height`; None when it is no usable picture.

    Grey, 16-bit and transparent pictures are converted; smaller ones keep their size.
    """
    if raw.ndim not in {2, 3} or min(raw.shape[:2]) < SMALLEST_PX or raw.shape[0] * raw.shape[1] > MOST_PIXELS:
        return None
    three = _three_channels(_eight_bits(_reduce(raw, width, height)))
    return None if three is None else np.ascontiguousarray(three)


def _reduce(raw: Raw, width: int, height: int) -> Raw:
    rows, columns = raw.shape[:2]
    scale = min(width / columns, height / rows)
    if scale >= 1:
        return raw
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    return cv2.resize(raw, size, interpolation=cv2.INTER_AREA)


def _eight_bits(raw: Raw) -> NDArray[np.uint8] | None:
    if raw.dtype == np.uint8:
        return raw
    return (raw >> 8).astype(np.uint8) if raw.dtype == np.uint16 else None


def _three_channels(raw: NDArray[np.uint8] | None) -> Image | None:
    if raw is None:
        return None
    channels = 1 if raw.ndim == 2 else raw.shape[2]
    if channels == 3:
        return raw
    if channels == 1:
        return np.repeat(raw.reshape(*raw.shape[:2], 1), 3, axis=2)
    return raw[:, :, :3] if channels == 4 else None
