"""A document camera in software: what lies on its tray and how, and how it can fail. It gives motion JPEG."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from domain.clock import Clock
from simulators.devices.mjpeg_port import NO_PICTURE, MjpegPort, stream_trouble_of
from simulators.world.documents import DocumentKind, Holder
from simulators.world.people import Person
from simulators.world.traffic import VehicleRecord
from simulators.world.tray import Laid, Lie, Overhead

FRAMES_PER_SECOND = 10


class DocumentCameraFault(StrEnum):
    """A way in which it can fail."""

    UNPLUGGED = "unplugged"  # streams end, the port refuses
    FROZEN = "frozen"  # one picture again and again
    DARK = "dark"  # a covered lens
    GARBAGE = "garbage"  # parts that are no pictures
    SILENT = "silent"  # the stream stays open, no picture comes
    SLOW = "slow"  # a picture a second
    DIES_MIDWAY = "dies_midway"  # armed: its power goes after the next pictures


class DocumentCameraSimulator:
    """A camera over a tray. Papers are those of the person whose card was laid last, and of one of their vehicles."""

    def __init__(self, people: Mapping[str, Person], clock: Clock, changed: Callable[[], None] = lambda: None) -> None:
        self.port = MjpegPort(self._picture, clock, FRAMES_PER_SECOND)
        self.port.on_death = lambda: self.set_fault(DocumentCameraFault.UNPLUGGED)
        self.laid = Laid()
        self.fault: DocumentCameraFault | None = None
        self._people = people
        self._person: Person | None = None
        self._vehicle: int | None = None
        self._changed = changed
        self._overhead = Overhead()
        self._seeing = threading.Lock()
        self._last = b""

    def start(self) -> None:
        """Plug in."""
        self.port.start()

    def stop(self) -> None:
        """Unplug for good."""
        self.port.stop()

    def reset(self) -> None:
        """An empty tray, no fault, nobody's name."""
        self.set_fault(None)
        self._person = self._vehicle = None
        self.laid = Laid()
        self._changed()

    def lay(self, kind: DocumentKind | None, lie: Lie = Lie.FLAT, vehicle: int | None = None) -> None:
        """Lay a paper on the tray in place of any other; None takes it away.

        `vehicle`: whose paper it is, by its place among the own ones. None: of the first; a damaged plate is that of the first
        whose plate is damaged. Raises :class:`ValueError` when there is none in that place.
        """
        if vehicle is not None and not 0 <= vehicle < len(self._plates()):
            raise ValueError("no such vehicle")
        self._vehicle = vehicle
        self._put(kind, lie)

    def card_laid(self, person: str) -> None:
        """Papers are this person's from now on; raises :class:`KeyError` for nobody's."""
        self._person, self._vehicle = self._people[person], None
        self._put(self.laid.kind, self.laid.lie)

    def set_fault(self, fault: DocumentCameraFault | None) -> None:
        """Break the camera in one way, or mend it with None."""
        self.fault = fault
        self.port.trouble = stream_trouble_of(fault)
        if fault is DocumentCameraFault.UNPLUGGED:
            self.port.unplug()
        else:
            self.port.plug()
        self._changed()

    def look(self) -> bytes | None:
        """Return the picture of this moment as JPEG; None when there is none."""
        return None if self.fault in {DocumentCameraFault.UNPLUGGED, DocumentCameraFault.GARBAGE} else self._picture()

    def state(self) -> dict[str, Any]:
        """Return what a dock shows of it."""
        return {
            "kind": self.laid.kind,
            "kinds": list(DocumentKind),
            "lie": self.laid.lie,
            "lies": list(Lie),
            "fault": self.fault,
            "faults": list(DocumentCameraFault),
            "vehicle": self._vehicle,
            "plates": self._plates(),
            "url": self.port.url,
        }

    def _plates(self) -> list[str]:
        return [vehicle.plate for vehicle in self._person.vehicles] if self._person else []

    def _put(self, kind: DocumentKind | None, lie: Lie) -> None:
        holder = holder_of(self._person, kind, self._vehicle) if self._person else Holder()
        self.laid = Laid(kind, lie, holder)
        self._changed()

    def _picture(self) -> bytes:
        with self._seeing:
            if self.fault is DocumentCameraFault.GARBAGE:
                return NO_PICTURE
            if self.fault is not DocumentCameraFault.FROZEN or not self._last:
                self._last = self._overhead.picture(self.laid, dark=self.fault is DocumentCameraFault.DARK)
            return self._last


def holder_of(person: Person, kind: DocumentKind | None = None, place: int | None = None) -> Holder:
    """Return what a paper says of its holder, or a plate shows; of somebody without a vehicle, an invented plate."""
    plain, vehicle = Holder(name=person.name), _vehicle_of(person, kind, place)
    if vehicle is None:
        return plain
    damage = vehicle.plate_damage or plain.damage
    return replace(plain, plate=vehicle.plate, plate_kind=vehicle.plate_kind, damage=damage)


def _vehicle_of(person: Person, kind: DocumentKind | None, place: int | None) -> VehicleRecord | None:
    if place is not None:
        return person.vehicles[place]
    worn = [vehicle for vehicle in person.vehicles if vehicle.plate_damage] if kind is DocumentKind.DAMAGED_PLATE else []
    return next(iter([*worn, *person.vehicles]), None)
