"""A network camera in software: what stands in front of it, how it looks around, and how the camera can fail."""

import threading
from collections.abc import Callable, Mapping
from enum import StrEnum

from domain.clock import Clock
from simulators.devices.mjpeg_port import NO_PICTURE, MjpegPort, stream_trouble_of
from simulators.world.people import Person
from simulators.world.scene import Fault, Lids, Pose, Scene, View, Viewfinder, Wall

GLANCE_FRAMES = 5  # that pass between two looks of the dock while nobody watches the stream
OBEYING = (Scene.PERSON, Scene.OTHER)


class CameraFault(StrEnum):
    """A way in which the camera can fail."""

    UNPLUGGED = "unplugged"  # streams end, the port refuses
    FROZEN = "frozen"  # one picture again and again
    DARK = "dark"  # a covered lens
    BRIGHT = "bright"  # the sun in the lens
    BLURRED = "blurred"  # out of focus
    SILENT = "silent"  # the stream stays open, no picture comes
    GARBAGE = "garbage"  # parts that are no pictures
    SLOW = "slow"  # a picture a second
    DIES_MIDWAY = "dies_midway"  # armed: its power goes after the next pictures


IMAGE_FAULTS: dict[CameraFault | None, Fault] = {
    CameraFault.DARK: Fault.DARK,
    CameraFault.BRIGHT: Fault.BRIGHT,
    CameraFault.BLURRED: Fault.BLURRED,
}


class CameraSimulator:
    """A camera that sees one of the synthetic people, somebody else, a photograph, or nobody.

    `guidance` says what the terminal's screen asks of the head at this moment, for pose ``auto``.
    """

    def __init__(
        self,
        people: Mapping[str, Person],
        clock: Clock,
        guidance: Callable[[], str | None] = lambda: None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.port = MjpegPort(self._streamed, clock)
        self.port.on_death = lambda: self.set_fault(CameraFault.UNPLUGGED)
        self.person = next(iter(people))
        self.scene = Scene.EMPTY
        self.pose = Pose.AUTO
        self.wall, self.lids = Wall.MALL, Lids.BLINKING
        self.fault: CameraFault | None = None
        self._people = people
        self._guidance = guidance
        self._changed = changed
        self._chosen = False  # the scene was set by somebody since the last reset
        self._finder = Viewfinder()
        self._seeing = threading.Lock()
        self._last = b""

    def start(self) -> None:
        """Plug in."""
        self.port.start()

    def stop(self) -> None:
        """Unplug for good."""
        self.port.stop()

    def reset(self) -> None:
        """Nobody in front, the first person next, no fault."""
        self.set_fault(None)
        self.person = next(iter(self._people))
        self.scene, self.pose, self._chosen = Scene.EMPTY, Pose.AUTO, False
        self.wall, self.lids = Wall.MALL, Lids.BLINKING
        self._changed()

    def set_scene(self, scene: Scene) -> None:
        """Say what is in front of the camera."""
        self.scene, self._chosen = scene, True
        self._changed()

    def set_person(self, person: str) -> None:
        """Say whose face it is with ``person``, ``photo`` and ``two``; raises :class:`KeyError` for nobody's."""
        self.person = self._people[person].id
        self._changed()

    def set_pose(self, pose: Pose) -> None:
        """Say where the person looks."""
        self.pose = pose
        self._changed()

    def set_wall(self, wall: Wall) -> None:
        """Say what is behind the person."""
        self.wall = wall
        self._changed()

    def set_lids(self, lids: Lids) -> None:
        """Say what the person's eyes do."""
        self.lids = lids
        self._changed()

    def set_fault(self, fault: CameraFault | None) -> None:
        """Break the camera in one way, or mend it with None."""
        self.fault = fault
        self.port.trouble = stream_trouble_of(fault)
        if fault is CameraFault.UNPLUGGED:
            self.port.unplug()
        else:
            self.port.plug()
        self._changed()

    def card_laid(self, person: str) -> None:
        """Let a citizen who lays a card stand in front, unless somebody has said who or what stands there."""
        self.person = person
        if not self._chosen:
            self.scene = Scene.PERSON
        self._changed()

    def look(self) -> bytes | None:
        """Return the picture of this moment as JPEG, watched or not; None when the camera is unplugged."""
        if self.fault is CameraFault.UNPLUGGED:
            return None
        return self._last if self.port.watchers and self._last else self._picture(GLANCE_FRAMES)

    def _streamed(self) -> bytes:
        return NO_PICTURE if self.fault is CameraFault.GARBAGE else self._picture()

    def _picture(self, frames: int = 1) -> bytes:
        with self._seeing:
            if self.fault is not CameraFault.FROZEN or not self._last:
                self._last = self._finder.picture(self._view(), frames)
            return self._last

    def _view(self) -> View:
        person, fault = self._people[self.person], IMAGE_FAULTS.get(self.fault)
        return View(self.scene, person, self._pose(), fault, self.wall, self.lids)

    def _pose(self) -> Pose:
        if self.scene not in OBEYING:
            return Pose.FRONT
        if self.pose is not Pose.AUTO:
            return self.pose
        asked = self._guidance()
        return Pose(asked) if asked in {Pose.LEFT, Pose.RIGHT} else Pose.FRONT
