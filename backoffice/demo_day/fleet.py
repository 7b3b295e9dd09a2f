"""The demo's terminals: where they stand, how they were heard in the last day, what is wrong with some."""

import base64
import random

from sqlalchemy import delete

from backoffice.demo_day.citizens import DISTRICTS
from backoffice.fleet import alarms, pulse, services
from backoffice.fleet.models import HeartbeatCell, Terminal
from backoffice.office import SYSTEM, Actor, Office
from domain.wire.v1 import EnrolmentRequest, Heartbeat

PLACES = ("政务服务中心", "车管所大厅", "万达广场", "轨道交通站")
PLACES_EN = ("service hall", "vehicle office", "Wanda Plaza", "metro station")
PER_DISTRICT = 3
BEATS_PER_CELL = 40
SILENT, LATE, PRINTER, PAPER = 5, 11, 17, 23
"""Numbers of the terminals that are offline, late, without their printer, and low on paper."""

DEVICES = (
    "id_card_reader",
    "receipt_printer",
    "camera",
    "document_camera",
    "code_scanner",
    "bank_card_reader",
    "pin_pad",
    "acquirer",
    "cabinet",
    "ups",
    "speaker",
)


def enrol(office: Office, administrator: Actor) -> list[Terminal]:
    """Pair every terminal of the city."""
    made: list[Terminal] = []
    for code, name, _ in DISTRICTS:
        for place, place_en in zip(PLACES[:PER_DISTRICT], PLACES_EN, strict=False):
            with office.writing(administrator) as work:
                token = services.make_pairing_token(work, f"{name}{place}", f"{name} {place_en}", code).token
                key = base64.b64encode(random.Random(len(made)).randbytes(32)).decode()  # noqa: S311 - nobody holds its private half
                asked = EnrolmentRequest(pairing_token=token, public_key=key, software_version="1.4.2")
                made.append(services.enrol(work, asked))
    return made


class Listening:
    """Hears the terminals through the last day; two of them fall silent."""

    def __init__(self, office: Office, terminals: list[Terminal]) -> None:
        self._office = office
        self._terminals = terminals
        self._watch = alarms.AlarmWatch(office)

    def begin(self) -> None:
        """In the morning everybody is heard, and was through the night."""
        with self._office.writing(SYSTEM) as work:
            pulse.begin_to_listen(work)
        self._hear(self._terminals)
        self._watch.scan()

    def shortly_before(self) -> None:
        """Some minutes before the end the late one is heard for the last time."""
        self._hear([one for one in self._terminals if one.terminal_number == LATE])

    def end(self) -> None:
        """Now everybody is heard but two; what is wrong becomes alarms."""
        self._hear([one for one in self._terminals if one.terminal_number not in (SILENT, LATE)])
        self._fill_strips()
        self._watch.scan()

    def _hear(self, terminals: list[Terminal]) -> None:
        with self._office.writing(SYSTEM) as work:
            for terminal in terminals:
                services.keep_state(work, terminal.terminal_id, _heartbeat(self._office, terminal))

    def _fill_strips(self) -> None:
        """Write the pieces of the last day down, as a heartbeat every minute would have left them."""
        with self._office.writing(SYSTEM) as work:
            work.session.execute(delete(HeartbeatCell))
            last = pulse.cell_of(work.now)
            for terminal in self._terminals:
                for back in range(pulse.CELLS_SHOWN):
                    if _was_silent(terminal.terminal_number, back):
                        continue
                    cell = HeartbeatCell(
                        terminal_id=terminal.terminal_id,
                        cell=last - back,
                        beats=BEATS_PER_CELL,
                        gaps=int(terminal.terminal_number == LATE and back % 5 == 0),
                        every_seconds=60,
                        closed=terminal.terminal_number == PRINTER and 2 < back < 5,
                    )
                    work.session.add(cell)


def _was_silent(number: int, back: int) -> bool:
    return number == SILENT and back < 9


def _heartbeat(office: Office, terminal: Terminal) -> Heartbeat:
    number = terminal.terminal_number
    devices = dict.fromkeys(DEVICES, "online")
    if number == PRINTER:
        devices["receipt_printer"] = "hardware_error"
    return Heartbeat.model_validate(
        {
            "software_version": "1.4.1" if number % 7 == 0 else "1.4.2",
            "sent_at": office.clock.now(),
            "devices": devices,
            "outbox_depth": 9 if number == LATE else 0,
            "outbox_oldest_seconds": 4_260 if number == LATE else 0,
            "outbox_dead": 0,
            "levels": {"receipt_paper": 6 if number == PAPER else 35 + number * 7 % 60},
            "ups_percent": 100 - number % 4,
            "disk_free_mb": 21_000 + number * 113,
        }
    )
