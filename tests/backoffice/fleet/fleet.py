"""A fleet by direct calls: terminals in the database and heartbeats as the interface would keep them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from backoffice.fleet import pulse, services
from backoffice.fleet.models import Terminal
from backoffice.office import SYSTEM, Office
from domain.wire.v1 import Heartbeat

EVERY = 20  # seconds, as config/kiosk.toml has it


@dataclass
class Fleet:
    """Terminals of one office."""

    office: Office

    def add(self, number: int, district: str = "") -> str:
        return self.add_many([number], district)[0]

    def add_many(self, numbers: Iterable[int], district: str = "") -> list[str]:
        with self.office.writing(SYSTEM) as work:
            made = [
                Terminal(
                    terminal_id=f"t{number:04d}",
                    terminal_number=number,
                    public_key="-",
                    place_zh=f"商场 {number}",
                    place_en=f"Mall {number}",
                    district=district,
                    enrolled_at=work.now,
                )
                for number in numbers
            ]
            work.session.add_all(made)
            return [one.terminal_id for one in made]

    def beat(self, *terminal_ids: str, **changes: Any) -> None:
        """Keep one heartbeat of each, in one transaction."""
        with self.office.writing(SYSTEM) as work:
            for one in terminal_ids:
                services.keep_state(work, one, heartbeat(self.office, **changes))

    def listen(self) -> None:
        """Be an office that was just started."""
        with self.office.writing(SYSTEM) as work:
            pulse.begin_to_listen(work)


def heartbeat(office: Office, **changes: Any) -> Heartbeat:
    told = {
        "software_version": "1.0",
        "sent_at": office.clock.now(),
        "devices": {"camera": "online"},
        "outbox_depth": 0,
        "outbox_oldest_seconds": 0,
        "outbox_dead": 0,
        "every_seconds": EVERY,
        **changes,
    }
    return Heartbeat.model_validate(told)
