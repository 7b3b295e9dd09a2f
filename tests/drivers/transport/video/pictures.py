"""Pictures and films that the tests show to the camera's driver."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from drivers.frames import Image
from drivers.transport.video.opencv import cv2

WIDTH, HEIGHT = 320, 240


def noise(seed: int, brightest: int = 255) -> Image:
    """Return a picture that no other seed repeats."""
    coarse = np.random.default_rng(seed).integers(0, brightest, (HEIGHT // 8, WIDTH // 8, 3), dtype=np.uint8)
    return coarse.repeat(8, axis=0).repeat(8, axis=1)


def jpeg(image: Image) -> bytes:
    return bytes(cv2.imencode(".jpg", image)[1].tobytes())


def write_film(path: Path, pictures: Iterable[Image], fourcc: str = "MJPG") -> Path:
    """Write a film of 25 pictures a second."""
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*fourcc), 25, (WIDTH, HEIGHT))
    assert writer.isOpened()
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return path


def write_pattern(folder: Path, pictures: Iterable[NDArray[Any]], suffix: str = "png") -> str:
    """Write numbered pictures and return their pattern."""
    for number, picture in enumerate(pictures):
        assert cv2.imwrite(str(folder / f"frame-{number:03d}.{suffix}"), picture)
    return str(folder / f"frame-%03d.{suffix}")
