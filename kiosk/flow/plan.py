"""The plan of a service: its steps in order and what they need of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from domain.services import ServiceSlug
from domain.wire.v1 import LossDeclaration
from kiosk.flow.visit import Visit


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
