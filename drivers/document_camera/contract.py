"""What may be asked of a document camera 高拍仪. Plain values only: its pictures are looked at in a process of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event
from typing import Protocol

from drivers.device import Device

Corner = tuple[int, int]
"""x and y in 1/10000 of the picture's width and height."""

Outline = tuple[Corner, Corner, Corner, Corner]
"""The corners of a sheet, clockwise from the one that is nearest to the picture's upper left."""


class Shortfall(StrEnum):
    """Why a picture is not good, in the order in which somebody can do something about it."""

    NOTHING_THERE = "nothing_there"
    NOT_WHOLE = "not_whole"  # cut by the frame
    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    GLARE = "glare"
    MOVED = "moved"  # it moves, or a hand does
    BLURRED = "blurred"


@dataclass(frozen=True)
class DocumentPreview:
    """What the camera sees at this moment. `shortfall`: what stands against it; None: hold still, it is being taken."""

    jpeg: bytes = field(repr=False)
    outline: Outline | None = None  # in 1/10000 of this very picture
    shortfall: Shortfall | None = None
    known: bool = False  # what was taken before still lies there


@dataclass(frozen=True)
class Measured:
    """What was measured of a sheet, after it was straightened."""

    sharpness: float = 0.0  # variance of the Laplacian
    brightness: float = 0.0  # mean grey level, 0..255
    glare: float = 0.0  # share of the sheet, 0..1
    share: float = 0.0  # of the frame that the sheet fills, 0..1


@dataclass(frozen=True)
class DocumentPicture:
    """A picture of one paper, straightened where its edges were found; `shortfalls` say what a reader may stumble over."""

    jpeg: bytes = field(repr=False)
    width: int  # pixels
    height: int
    shortfalls: tuple[Shortfall, ...] = ()
    measured: Measured = Measured()


class DocumentCamera(Device, Protocol):
    """An opened document camera. Calls raise :class:`drivers.device.DeviceFailure`."""

    def take(
        self, on_preview: Callable[[DocumentPreview], None], cancelled: Event, now: Event, *, another: bool
    ) -> DocumentPicture:
        """Show what is seen about five times a second until a good picture was held still, or `now` is set.

        `another`: what was taken last may not be taken again before it was lifted. Raises `DEVICE_JOB_CANCELLED` soon after
        `cancelled` is set; else what the camera fails with (`DEVICE_UNPLUGGED`, `DEVICE_SILENT`, `CAMERA_FROZEN`,
        `CAMERA_COVERED`).
        """
        ...
