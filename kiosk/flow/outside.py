"""What the flow knows of the place around the screen: what lies in the exits, how the power is, what a visitor must be told."""

from collections.abc import Collection, Mapping
from typing import Literal, Protocol

Thing = Literal["id_card", "bank_card", "receipt", "document"]
"""What a citizen may leave behind; text key ``thing.<thing>``."""


class Outside(Protocol):
    """Around the terminal. Thread-safe, never blocks."""

    def papers(self) -> Mapping[Thing, bool]:
        """Return whether slips and pages lie in their exits; what no sensor watches is missing."""
        ...

    def lying(self) -> Collection[Thing]:
        """Return what was left behind and keeps everybody from beginning."""
        ...

    def left_behind(self, things: Collection[Thing]) -> None:
        """Hear that a visit ended with these things still there: nobody is to begin before they are gone."""
        ...

    def tidings(self) -> str:
        """Return the text key of what a running visit must know now, or nothing."""
        ...

    def is_closing(self) -> bool:
        """Tell whether the terminal is about to switch itself off: a visit ends as soon as it may."""
        ...


class NoOutside:
    """A terminal that senses nothing around it (tests of the flow, a cabinet without a board)."""

    def papers(self) -> Mapping[Thing, bool]:
        """No sensor watches the exits."""
        return {}

    def lying(self) -> Collection[Thing]:
        """Nothing is known of."""
        return ()

    def left_behind(self, things: Collection[Thing]) -> None:
        """Nobody looks after them."""

    def tidings(self) -> str:
        """Nothing is known."""
        return ""

    def is_closing(self) -> bool:
        """Never."""
        return False
