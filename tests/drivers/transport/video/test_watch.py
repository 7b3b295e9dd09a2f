"""Two seconds of the same picture, or of darkness, and not before."""

import numpy as np

from domain.failures import FailureCode
from drivers.frames import Image
from drivers.transport.video.watch import Watch
from tests.drivers.transport.video.pictures import noise


def look_for(watch: Watch, seconds: float, image: Image, start: float = 0.0, fps: int = 30) -> None:
    for number in range(round(seconds * fps) + 1):
        watch.look(image, start + number / fps)


def test_a_repeated_picture_is_frozen_after_two_seconds() -> None:
    watch = Watch()
    look_for(watch, 1.9, noise(1))
    assert watch.failure is None
    watch.look(noise(1), 2.1)
    assert watch.failure is FailureCode.CAMERA_FROZEN


def test_a_slow_camera_is_frozen_only_after_ten_pictures() -> None:
    watch = Watch()
    look_for(watch, 8, noise(1), fps=1)
    assert watch.failure is None
    watch.look(noise(1), 9)
    assert watch.failure is FailureCode.CAMERA_FROZEN


def test_faint_noise_is_life_and_one_grain_is_not() -> None:
    watch, picture = Watch(), noise(1) // 2
    for number in range(90):
        watch.look(picture + np.uint8(number % 2), number / 30)
    assert watch.failure is None
    for number in range(90):
        picture[number, 0] += 1
        watch.look(picture.copy(), 3 + number / 30)
    assert watch.failure is FailureCode.CAMERA_FROZEN


def test_one_new_picture_thaws_it() -> None:
    watch = Watch()
    look_for(watch, 5, noise(1))
    watch.look(noise(2), 5.1)
    assert watch.failure is None
    watch.look(noise(2), 5.2)
    assert watch.failure is None


def test_darkness_is_covered_after_two_seconds_even_with_noise() -> None:
    watch = Watch()
    for number in range(60):
        watch.look(noise(number, brightest=5), number / 30)
    assert watch.failure is None
    watch.look(noise(0, brightest=5), 2.1)
    assert watch.failure is FailureCode.CAMERA_COVERED
    watch.look(noise(1), 2.2)
    assert watch.failure is None


def test_a_black_picture_that_stands_still_is_called_covered() -> None:
    watch = Watch()
    look_for(watch, 3, np.zeros((90, 160, 3), np.uint8))
    assert watch.failure is FailureCode.CAMERA_COVERED


def test_a_dark_room_with_a_lamp_is_not_covered() -> None:
    watch = Watch()
    for number in range(90):
        picture = noise(number, brightest=4)
        picture[:40, :40] = 90
        watch.look(picture, number / 30)
    assert watch.failure is None
    assert watch.brightness < 10


def test_glare_is_not_frozen_and_a_blue_screen_is() -> None:
    watch = Watch()
    look_for(watch, 3, np.full((90, 160, 3), 255, np.uint8))
    assert watch.failure is None
    blue = np.zeros((90, 160, 3), np.uint8)
    blue[:, :, 0] = 220
    look_for(watch, 3, blue, start=4)
    assert watch.failure is FailureCode.CAMERA_FROZEN


def test_another_size_is_another_picture() -> None:
    watch = Watch()
    for number in range(90):
        watch.look(noise(1)[: 80 + number % 2], number / 30)
    assert watch.failure is None
