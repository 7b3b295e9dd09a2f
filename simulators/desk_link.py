"""Where the office's desk is, and who may sign in there: what the dock shows of the office."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.clock import Clock
from simulators.authenticator import code_of, seconds_left, step_at


@dataclass(frozen=True)
class OfficeMember:
    """An invented member of staff with his authenticator."""

    username: str
    display_name: str
    second_factor: str = field(repr=False)  # the secret of the codes, base32


class DeskLink:
    """Told by whoever starts the office."""

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        self.url: str | None = None
        self._staff: tuple[OfficeMember, ...] = ()
        self._clock = clock
        self._changed = changed

    def tell(self, url: str | None, staff: Sequence[OfficeMember] = ()) -> None:
        """Keep where the desk is and who works there."""
        self.url, self._staff = url, tuple(staff)
        self._changed()

    def codes(self) -> dict[str, Any]:
        """Return everybody's present code, and for how many seconds it is shown."""
        now = self._clock.now()
        rows = [
            {"username": one.username, "name": one.display_name, "code": code_of(one.second_factor, step_at(now))}
            for one in self._staff
        ]
        return {"staff": rows, "seconds_left": seconds_left(now)}
