"""The evidence pictures of one visit: what to ask for next, and what has come. Bounded, in memory, gone with the step."""

import base64
import binascii
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

from domain.wire.v1_violations import Violation

MOST_KEPT = 24  # pictures of six records
AHEAD = 2  # records after the selected one whose first picture is asked for before anybody wants it
LARGEST = 4_000_000  # bytes of one JPEG
JPEG_BEGINS = b"\xff\xd8\xff"

PictureState = Literal["loading", "shown", "none", "failed"]
Spot = tuple[str, int]
"""A record's number and the index of one of its pictures."""


@dataclass(frozen=True)
class Evidence:
    """One picture, or why there is none."""

    state: PictureState
    key: str = ""  # in ``image://evidence/<key>``; says nothing of the record
    jpeg: bytes = field(repr=False, default=b"")


class PictureAlbum:
    """Keeps what has come, the pictures used last the longest."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Spot, Evidence] = OrderedDict()

    def find(self, spot: Spot) -> Evidence | None:
        """Return what came for this place, if something did."""
        return self._kept.get(spot)

    def keep(self, spot: Spot, picture: str | None) -> None:
        """Keep what the office answered: the base64 of a JPEG, or None where there is no picture."""
        self._put(spot, _taken(picture))

    def fail_rest(self, record: Violation) -> None:
        """What has not come of `record` does not come now."""
        for index in range(record.pictures):
            if (record.record_number, index) not in self._kept:
                self._put((record.record_number, index), Evidence("failed"))

    def forget(self, spot: Spot) -> None:
        """Have it asked for again."""
        self._kept.pop(spot, None)

    def use(self, record: Violation) -> None:
        """Somebody looks at `record` now: its pictures are kept longest."""
        for spot in [spot for spot in self._kept if spot[0] == record.record_number]:
            self._kept.move_to_end(spot)

    def of(self, record: Violation) -> list[Evidence]:
        """Return every picture of `record` as it stands now."""
        return [self.find((record.record_number, index)) or Evidence("loading") for index in range(record.pictures)]

    def next_wanted(self, selected: Violation, index: int, following: Sequence[Violation]) -> Spot | None:
        """Return what to ask for next: the one that is looked at, the record's others, then the first ones of what follows."""
        others = [other for other in range(selected.pictures) if other != index]
        wanted = [(selected.record_number, place) for place in (index, *others) if place < selected.pictures]
        wanted += [(record.record_number, 0) for record in following[:AHEAD] if record.pictures]
        return next((spot for spot in wanted if spot not in self._kept), None)

    def _put(self, spot: Spot, evidence: Evidence) -> None:
        self._kept.pop(spot, None)
        self._kept[spot] = evidence
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def _taken(picture: str | None) -> Evidence:
    """Look at the outside only: what is inside is decoded where the screen is, off its thread."""
    if picture is None:
        return Evidence("none")
    try:
        jpeg = base64.b64decode(picture, validate=True)
    except (binascii.Error, ValueError):
        return Evidence("failed")
    if not jpeg.startswith(JPEG_BEGINS) or len(jpeg) > LARGEST:
        return Evidence("failed")
    return Evidence("shown", uuid4().hex, jpeg)
