"""The plan of a service: its steps in order and what they need of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from domain.services import ServiceSlug
from domain.wire.v1 import LossDeclaration
from kiosk.flow.visit import Visit

WithoutFace = Literal["office", "overview"]
"""Where the way without face recognition leads: the office compares the photographs, or only an overview is shown."""


@dataclass(frozen=True)
class Fact:
    """One row of the confirmation. Either a value as it is, or the key of a text."""

    key: str
    value: str | None = field(repr=False, default=None)
    value_key: str | None = None
    edit: str | None = None  # name of the step where it can be changed


@dataclass(frozen=True)
class Plan:
    """One service, as the flow sees it."""

    slug: ServiceSlug
    steps: tuple[str, ...]
    stations: tuple[str, ...]  # one text key per step
    notices: tuple[str, ...]  # ids of `config/notices/<id>.toml`, in the order they are shown
    facts: Callable[[Visit], list[Fact]]  # what the service adds to the confirmation
    declaration: Callable[[Visit], LossDeclaration] | None = None  # what the citizen declares; None: nothing is lodged

    @property
    def without_face(self) -> WithoutFace:
        """What the way without face recognition comes to: where nothing is lodged no office can compare anything."""
        return "office" if self.declaration else "overview"

    @property
    def line(self) -> tuple[str, ...]:
        """The stations as they are drawn: neighbours of the same key are one station."""
        return tuple(key for key, _ in groupby(self.stations))

    def place_on_line(self, step: str) -> int:
        """Return the index in :attr:`line` of the station of `step`; raises :class:`ValueError` for a step of another plan."""
        passed = self.stations[: self.steps.index(step) + 1]
        return len(list(groupby(passed))) - 1
