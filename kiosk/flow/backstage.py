"""What the flow knows of the maintenance mode: whether somebody waits to be let in between two visits."""

from enum import StrEnum
from typing import Protocol


class Way(StrEnum):
    """How the maintenance mode is asked for."""

    KEY = "key"  # 钥匙开关
    CORNER = "corner"  # the hidden corner of the attract screen, held
    ERRAND = "errand"  # a self-test on command: nobody signs in


class Backstage(Protocol):
    """Behind the scenes. Thread-safe, never blocks."""

    def is_asked_for(self) -> bool:
        """Tell whether the next moment between two visits belongs to the maintenance mode."""
        ...

    @property
    def closed_for(self) -> str | None:
        """Why staff took the terminal out of service, or None."""
        ...

    def ask(self, way: Way) -> None:
        """Ask to be let in; granted between two visits only, forgotten when it is asked for or granted already."""
        ...


class NoBackstage:
    """A terminal without a maintenance mode (tests of the flow)."""

    closed_for: str | None = None

    def is_asked_for(self) -> bool:
        """Nobody ever does."""
        return False

    def ask(self, way: Way) -> None:
        """Fall on nobody."""
