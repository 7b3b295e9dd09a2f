"""An office that is busy is spared: what has waited waits on, what a citizen has just lodged goes first. The clock stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from backend_client import outbox
from backend_client.courier import LONGEST_REST, Courier, Post
from backend_client.database import database_path, open_database, reading, writing
from backend_client.identity import Identity
from backend_client.settings import CourierSettings
from backoffice.intake import admission
from backoffice.intake.admission import Admission
from domain.clock import FrozenClock
from domain.failures import FailureCode
from domain.wire.v1 import PRIORITY, PRIORITY_WAITED
from tests.backend_client import samples
from tests.backend_client.live_office import START, LiveOffice, open_live_office
from tests.backoffice.serving import serving
from tests.backoffice.terminals import interface

SETTINGS = CourierSettings(heartbeat=86_400)  # what is tried here is the outbox alone
REST = admission.LATEST_AGAIN


class Front:
    """What stands before the office at this moment, and what it was told of urgency."""

    def __init__(self, office: ASGIApp) -> None:
        self.office = office
        self.app = office
        self.told: list[str | None] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].endswith(admission.PATH):
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            self.told.append(headers.get(PRIORITY.lower()))
        await self.app(scope, receive, send)


class Street:
    """One terminal, whose courier goes round when told to."""

    def __init__(self, live: LiveOffice, front: Front, courier: Courier, clock: FrozenClock, engine: Engine) -> None:
        self.live = live
        self.front = front
        self.courier = courier
        self.clock = clock
        self.engine = engine
        self.identity: Identity

    def lodge(self, running: int, tries: int = 0) -> str:
        """Lodge one; with `tries` it has been tried in vain before, and is due."""
        with writing(self.engine) as connection:
            number = samples.put_released(connection, running, self.identity.sealing_key, self.identity.terminal_id)
            row = outbox.outbox.update().where(outbox.outbox.c.number == number)
            connection.execute(row.values(tries=tries, next_at=self.clock.now()))
        return number

    def entry(self, number: str) -> outbox.OutboxEntry:
        with reading(self.engine) as connection:
            entry = outbox.find(connection, number)
        assert entry is not None
        return entry

    def rounds(self) -> None:
        """Go round until nothing is to be done at this moment."""
        while self.courier.round():
            pass


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(START)


@pytest.fixture
def street(tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    monkeypatch.setattr(admission, "SOONEST_AGAIN", REST)  # every one is told the longest rest
    with open_live_office(tmp_path / "office", clock) as live:
        identity = live.enrolled(tmp_path / "terminal")
        front = Front(interface(live.office))
        engine = open_database(database_path(tmp_path / "terminal"))
        with writing(engine) as connection:
            outbox.create_tables(connection)
        with serving(front) as port, live.client(identity, clock, f"http://127.0.0.1:{port}") as client:
            courier = Courier(Post(engine, client, identity, tmp_path / "terminal"), clock, SETTINGS)
            street = Street(live, front, courier, clock, engine)
            street.identity = identity
            street.rounds()  # the heartbeat
            yield street
        engine.dispose()


def test_what_was_tried_before_says_that_it_has_waited(street: Street) -> None:
    street.lodge(1)
    street.rounds()
    street.lodge(2, tries=1)
    street.rounds()
    assert street.front.told == [None, PRIORITY_WAITED]
    assert len(street.live.case_numbers()) == 2


def test_a_busy_office_is_spared_by_what_has_waited_only(street: Street) -> None:
    street.front.app = Admission(street.front.office, most_waited=0)
    first = street.lodge(1, tries=3)
    others = [street.lodge(running, tries=3) for running in (2, 3)]
    street.rounds()
    assert street.front.told == [PRIORITY_WAITED]  # one answer is enough for all
    entry = street.entry(first)
    assert (entry.tries, entry.last_error) == (4, FailureCode.OFFICE_UNAVAILABLE.value)
    assert entry.next_at is not None
    assert (entry.next_at - street.clock.now()).total_seconds() >= REST
    fresh = street.lodge(4)
    street.rounds()
    assert street.live.case_numbers() == [fresh]
    assert street.entry(fresh).tries == 1
    street.clock.advance(REST - 0.5)
    street.rounds()
    assert [street.entry(number).tries for number in others] == [3, 3]
    street.front.app = street.front.office  # the rush is over
    street.clock.advance(1)
    street.rounds()
    street.clock.advance(outbox.LONGEST_WAIT)
    street.rounds()
    assert sorted(street.live.case_numbers()) == sorted([first, *others, fresh])


def test_a_shorter_rest_does_not_take_back_a_longer_one(street: Street) -> None:
    street.front.app = Admission(street.front.office, most_waited=0)
    street.lodge(1, tries=3)
    street.rounds()
    street.front.app = Admission(street.front.office, most=0)
    street.lodge(2)  # is told to come again much sooner
    other = street.lodge(3, tries=3)
    street.rounds()
    street.clock.advance(admission.HURRIED_AGAIN + 1)
    street.rounds()
    assert street.front.told == [PRIORITY_WAITED, None]
    assert street.entry(other).tries == 3


def test_nobody_makes_the_courier_rest_for_an_hour(street: Street) -> None:
    street.front.app = JSONResponse({"code": "office_busy", "message": "later"}, 429, {"Retry-After": "3600"})
    street.lodge(1, tries=3)
    other = street.lodge(2, tries=3)
    street.rounds()
    street.front.app = street.front.office
    street.clock.advance(LONGEST_REST - 0.5)
    street.rounds()
    assert street.entry(other).tries == 3
    street.clock.advance(1)
    street.rounds()
    assert street.entry(other).delivered
