"""A back room on a table: everything that pages ask is kept until the test answers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from backend_client.errands import Errand, Orderer
from domain.clock import FrozenClock
from drivers.device import DeviceReport, DeviceStatus, SelfTestResult
from kiosk.audit.events import parse_events, require_known
from kiosk.flow.backstage import Way
from kiosk.flow.devices import Place
from kiosk.maintenance.mode import Mode
from kiosk.maintenance.standing import Standing
from kiosk.maintenance.workshop import DEVICES
from tests.paths import CONFIG

ERRAND = Errand(UUID("11111111-2222-4333-8444-555555555555"), Orderer.OFFICE, ("camera", "disk"))
EVENTS = parse_events((CONFIG / "events.toml").read_text("utf-8"))


@dataclass
class Asked:
    """Something a page asked for."""

    job: str
    what: Any
    on_result: Callable[[Any], None]
    on_shown: Callable[[Any], None] | None = None
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class TableRoom:
    """Implements Workshop."""

    state_dir: Path
    clock: FrozenClock
    mode: Mode = field(default_factory=Mode)
    key: bool | None = None
    wanted: Errand | None = None
    asked: list[Asked] = field(default_factory=list)
    events: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    kept: dict[str, SelfTestResult] = field(default_factory=dict)
    settled: list[tuple[Errand, Mapping[str, SelfTestResult], str | None]] = field(default_factory=list)
    broken: dict[str, DeviceReport] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.standing = Standing(self.state_dir, self.clock)

    @property
    def closed_for(self) -> str | None:
        return self.standing.out_of_service

    def is_asked_for(self) -> bool:
        return self.mode.state == "enter_pending"

    def ask(self, way: Way) -> None:
        self.mode.request_entry(way)

    def reports(self) -> Mapping[str, DeviceReport]:
        return {name: self.broken.get(name, DeviceReport(DeviceStatus.ONLINE)) for name in DEVICES}

    def place(self) -> Place | None:
        return Place(3, "渝中区解放碑", "Jiefangbei")

    def key_is_on(self) -> bool | None:
        return self.key

    def _ask(self, job: str, what: Any, on_result: Callable[[Any], None]) -> Asked:
        self.asked.append(Asked(job, what, on_result))
        return self.asked[-1]

    def sign_in(self, number: str, pin: str, on_result: Any) -> Asked:
        return self._ask("sign_in", (number, pin), on_result)

    def test(self, part: str, on_result: Any) -> Asked:
        return self._ask("test", part, on_result)

    def keep_test(self, part: str, result: SelfTestResult) -> None:
        self.kept[part] = result

    def try_out(self, device: str, on_shown: Any, on_result: Any) -> Asked:
        asked = self._ask("try", device, on_result)
        asked.on_shown = on_shown
        return asked

    def read_records(self, on_result: Any) -> Asked:
        return self._ask("records", None, on_result)

    def refill(self, consumable: Any, on_result: Any) -> Asked:
        return self._ask("refill", consumable, on_result)

    def switch_service(self, reason: str | None, on_result: Any) -> Asked:
        self.standing.take_out(reason)
        return self._ask("switch", reason, on_result)

    def print_report(self, results: Any, staff: str, on_result: Any) -> Asked:
        return self._ask("print", (dict(results), staff), on_result)

    def export_report(self, results: Any, staff: str, on_result: Any) -> Asked:
        return self._ask("export", (dict(results), staff), on_result)

    def errand(self) -> Errand | None:
        return self.wanted

    def settle_errand(self, errand: Errand, results: Any, refused: str | None = None) -> None:
        self.settled.append((errand, dict(results), refused))
        self.wanted = None

    def note(self, event: str, **details: Any) -> None:
        require_known(EVENTS, event, details)
        self.events.append((event, details))

    def now(self) -> datetime:
        return self.clock.now()

    def waiting(self, job: str) -> Asked:
        return next(asked for asked in reversed(self.asked) if asked.job == job)

    def noted(self) -> list[str]:
        return [event for event, _ in self.events]
