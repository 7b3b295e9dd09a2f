"""What the tests of seeing share: the engine, opened once, and drawn people."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest

from kiosk.face.pictures import decode
from kiosk.face.recogniser import Recogniser, open_recogniser
from kiosk.face.vision import Image
from simulators.world.portraits import Looks, registry_jpeg
from tests.paths import CONFIG

PEOPLE = {"ann": Looks.of("p0", female=True, age=30), "bob": Looks.of("p1", female=False, age=39)}


@pytest.fixture(scope="session")
def recogniser() -> Recogniser:
    return open_recogniser("sface", CONFIG)


@pytest.fixture(scope="session")
def photograph() -> Callable[[str], bytes]:
    """The registry's photograph of a drawn person, JPEG 413 × 600."""
    return cache(lambda name: registry_jpeg(PEOPLE[name]))


@pytest.fixture(scope="session")
def picture(photograph: Callable[[str], bytes]) -> Callable[[str], Image]:
    """The same, decoded."""
    return cache(lambda name: decode(photograph(name)))


def coded(image: np.ndarray, kind: str = ".jpg") -> bytes:
    """The picture as a file."""
    return bytes(cv2.imencode(kind, image)[1].tobytes())
