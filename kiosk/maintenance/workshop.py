"""What the pages of the maintenance mode may ask of the terminal. Requests return at once; answers come in another thread."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from backend_client.errands import Errand
from domain.failures import FailureCode
from drivers.device import DeviceReport, SelfTestResult
from kiosk.flow.backstage import Backstage
from kiosk.flow.devices import Handle, OnResult, Place
from kiosk.maintenance.mode import Mode
from kiosk.maintenance.sign_in import SignedIn
from kiosk.maintenance.standing import Standing
from kiosk.store.health import Outage
from kiosk.store.upkeep import Consumable, KeptTest, Level

DEVICES = (
    "camera",
    "id_card_reader",
    "pin_pad",
    "bank_card_reader",
    "receipt_printer",
    "code_scanner",
    "document_printer",
    "document_camera",
    "cabinet",
    "ups",
    "speaker",
    "acquirer",
)
"""In the order of the numbers on the cabinet's drawing."""

CHECKED = ("network", "clock", "calendar", "disk", "certificate", "database", "models")
"""What is no device, by the names of :data:`kiosk.maintenance.checks.CHECKS`."""

TOUCH = "touch"
LOOKED_AT = frozenset(
    {
        "camera",
        "id_card_reader",
        "receipt_printer",
        "code_scanner",
        "document_printer",
        "document_camera",
        "cabinet",
        "speaker",
        TOUCH,
    }
)
"""Where a person has to do something or to look: whether the page is clean, the lamp burns, the tone is heard."""


@dataclass(frozen=True)
class Shown:
    """What a trial shows meanwhile: a picture, which lamp burns."""

    what: str = ""
    jpeg: bytes = field(repr=False, default=b"")


@dataclass(frozen=True)
class Records:
    """What was kept: newest self-tests first, newest outages first, how much paper was used, how many wait for the office."""

    tests: Sequence[KeptTest] = ()
    outages: Sequence[Outage] = ()
    levels: Sequence[Level] = ()
    waiting: int = 0


@dataclass(frozen=True)
class Exported:
    """Where a report was written; the name only, never the whole path."""

    name: str


class Workshop(Backstage, Protocol):
    """The terminal, seen from behind."""

    mode: Mode
    standing: Standing

    def reports(self) -> Mapping[str, DeviceReport]:
        """How every device is now."""
        ...

    def place(self) -> Place | None:
        """Which terminal this is."""
        ...

    def key_is_on(self) -> bool | None:
        """Tell whether the key switch stands on service; None: nobody knows."""
        ...

    def sign_in(self, number: str, pin: str, on_result: OnResult[SignedIn]) -> Handle:
        """Compare staff number and PIN; counts failures."""
        ...

    def test(self, part: str, on_result: OnResult[SelfTestResult]) -> Handle:
        """Test one device or part over the production path, without a person."""
        ...

    def keep_test(self, part: str, result: SelfTestResult) -> None:
        """Keep what a test came to."""
        ...

    def try_out(self, device: str, on_shown: Callable[[Shown], None], on_result: OnResult[None]) -> Handle:
        """Have the device do what a person can judge: print, light, sound, take a picture, read a card or a code."""
        ...

    def read_records(self, on_result: OnResult[Records]) -> Handle:
        """Read what was kept."""
        ...

    def refill(self, consumable: Consumable, on_result: OnResult[None]) -> Handle:
        """Staff have put in paper or toner: count from here."""
        ...

    def switch_service(self, reason: str | None, on_result: OnResult[None]) -> Handle:
        """Take the terminal out of service for `reason`, or put it back (None)."""
        ...

    def print_report(self, results: Mapping[str, SelfTestResult], staff: str, on_result: OnResult[None]) -> Handle:
        """Print the readiness report on the document printer."""
        ...

    def export_report(self, results: Mapping[str, SelfTestResult], staff: str, on_result: OnResult[Exported]) -> Handle:
        """Write the readiness report as a PDF to the stick that is plugged in, else into the terminal's own folder."""
        ...

    def errand(self) -> Errand | None:
        """Return the self-test that somebody wants, or None."""
        ...

    def settle_errand(self, errand: Errand, results: Mapping[str, SelfTestResult], refused: str | None = None) -> None:
        """Tell whoever wanted it what it found."""
        ...

    def note(self, event: str, **details: str | int | bool) -> None:
        """Write an audit event."""
        ...

    def now(self) -> datetime:
        """Return the present moment."""
        ...


def failure_of(result: object) -> FailureCode | None:
    """Return the failure that came instead of an answer, if one did."""
    return result if isinstance(result, FailureCode) else None
