"""What a process says to the service manager of its machine (sd_notify(3)): that it is ready, that it lives, that it ends.

The words and their rhythm only. This room does no I/O, so each room that has a process sends them itself:
`drivers.life_signs` for terminal and payment, `backend_client.life_signs`, `backoffice.life_signs`.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress

from domain.clock import Clock

ADDRESS, WATCHDOG = "NOTIFY_SOCKET", "WATCHDOG_USEC"
VARIABLES = (ADDRESS, WATCHDOG, "WATCHDOG_PID")  # the last names the compositor where there is one, and is passed over
BEATS_PER_LIMIT = 3
MICROSECONDS = 1_000_000

Send = Callable[[str, bytes], None]  # to an address, without waiting; may raise OSError


class LifeSigns:
    """The life signs of one process. `environment` names whom they go to; without that nothing is said."""

    def __init__(self, environment: Mapping[str, str], send: Send, clock: Clock) -> None:
        self._address = address_of(environment.get(ADDRESS, ""))
        self._send = send
        self._clock = clock
        self._said_at: float | None = None
        limit = environment.get(WATCHDOG, "")
        self.every_s: float | None = None
        """Seconds between life signs; None: nobody waits for them."""
        if self._address and limit.isdecimal() and int(limit):
            self.every_s = int(limit) / MICROSECONDS / BEATS_PER_LIMIT

    @property
    def wanted(self) -> bool:
        """Tell whether anybody listens."""
        return bool(self._address)

    def ready(self) -> None:
        """Say that whoever waited for this process may go on."""
        self._say("READY=1")

    def alive(self) -> None:
        """Say so when it is time again. To be called from nowhere but the loop whose life it is a sign of."""
        now = self._clock.monotonic()
        if self.every_s is None or (self._said_at is not None and now - self._said_at < self.every_s / 2):
            return
        self._said_at = now
        self._say("WATCHDOG=1")

    def ending(self) -> None:
        """Say that the end was wanted."""
        self._say("STOPPING=1")

    def _say(self, words: str) -> None:
        if self._address:
            with suppress(OSError):  # who cannot be told restarts this process in time; it must not end because of that
                self._send(self._address, words.encode("utf-8"))


def address_of(name: str) -> str:
    """Return the address of the service manager's socket as the kernel takes it; empty when there is none."""
    if name.startswith("@"):
        return "\0" + name[1:]
    return name if name.startswith("/") else ""
