"""Alarms come on transition, once, and go; loss of heartbeats and an office that was away raise none."""

import random
from typing import Any

import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.fleet import alarms, pulse
from backoffice.fleet.alarms import AlarmWatch
from backoffice.fleet.models import FleetAlarm, HeartbeatCell, ServiceSwitch
from backoffice.fleet.overview import Presence, list_terminals
from backoffice.fleet.pulse import Beat
from backoffice.office import SYSTEM, Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.staff.models import Role
from domain.clock import FrozenClock
from tests.backoffice.acts import add
from tests.backoffice.fleet.fleet import EVERY, Fleet

OFFLINE = 300


@pytest.fixture
def fleet(either_office: Office) -> Fleet:
    return Fleet(either_office)


@pytest.fixture
def watch(either_office: Office) -> AlarmWatch:
    return AlarmWatch(either_office)


def rows(office: Office) -> list[FleetAlarm]:
    with office.reading() as work:
        return list(work.session.scalars(select(FleetAlarm).order_by(FleetAlarm.id)))


def open_kinds(office: Office) -> list[tuple[str, str, str]]:
    return sorted((row.terminal_id, row.kind, row.part) for row in rows(office) if row.ended_at is None)


def test_a_terminal_that_falls_silent_is_one_alarm_that_ends(fleet: Fleet, watch: AlarmWatch, clock: FrozenClock) -> None:
    lost, well = fleet.add(1), fleet.add(2)
    fleet.beat(lost, well)
    watch.scan()
    for passed, expected in ((OFFLINE, []), (1, [(lost, "offline", "")]), (60, [(lost, "offline", "")])):
        clock.advance(passed)
        fleet.beat(well)
        watch.scan()
        assert open_kinds(fleet.office) == expected
    fleet.beat(lost)
    watch.scan()
    watch.scan()
    assert open_kinds(fleet.office) == []
    assert len(rows(fleet.office)) == 1
    with fleet.office.reading() as work:
        told = list(work.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == lost)))
    assert [one for one in told if "alarm" in one] == ["terminal.alarm_raised", "terminal.alarm_ended"]


@pytest.mark.parametrize(
    ("wrong", "kind", "part"),
    [
        ({"levels": {"toner": 15}}, "level_low", "toner"),
        ({"certificate_days": 13}, "certificate_soon", ""),
        ({"outbox_depth": 1, "outbox_oldest_seconds": 1801}, "outbox_old", ""),
        ({"outbox_dead": 1}, "outbox_dead", ""),
        ({"disk_free_mb": 1999}, "disk_low", ""),
        ({"devices": {"calendar": "hardware_error"}}, "calendar_missing", ""),
        (
            {"devices": {"ups": "hardware_error"}, "down": {"ups": {"failure": "ups_lost", "seconds": 300}}},
            "device_down",
            "ups",
        ),
    ],
)
def test_what_a_terminal_complains_of(office: Office, wrong: dict[str, Any], kind: str, part: str) -> None:
    fleet, watch = Fleet(office), AlarmWatch(office)
    terminal_id = fleet.add(1)
    fleet.beat(terminal_id, **wrong)
    watch.scan()
    assert open_kinds(office) == [(terminal_id, kind, part)]
    fleet.beat(terminal_id)
    watch.scan()
    assert open_kinds(office) == []


@pytest.mark.parametrize(
    "fine",
    [
        {"levels": {"toner": 16}},
        {"certificate_days": 14},
        {"outbox_depth": 1, "outbox_oldest_seconds": 1800},
        {"disk_free_mb": 2000},
        {"devices": {"ups": "hardware_error"}, "down": {"ups": {"failure": "ups_lost", "seconds": 299}}},
    ],
)
def test_what_is_just_within_is_no_alarm(office: Office, fine: dict[str, Any]) -> None:
    fleet, watch = Fleet(office), AlarmWatch(office)
    fleet.beat(fleet.add(1), **fine)
    watch.scan()
    assert open_kinds(office) == []


def test_of_a_terminal_that_is_not_heard_what_was_open_stays_open(fleet: Fleet, watch: AlarmWatch, clock: FrozenClock) -> None:
    lost, well = fleet.add(1), fleet.add(2)
    fleet.beat(lost, levels={"toner": 3})
    fleet.beat(well)
    watch.scan()
    clock.advance(OFFLINE + 1)
    fleet.beat(well)
    watch.scan()
    assert open_kinds(fleet.office) == [(lost, "level_low", "toner"), (lost, "offline", "")]


def test_what_staff_closed_raises_nothing(fleet: Fleet, watch: AlarmWatch, clock: FrozenClock) -> None:
    closed, well = fleet.add(1), fleet.add(2)
    fleet.beat(closed, levels={"toner": 0})
    with fleet.office.writing(SYSTEM) as work:
        work.session.add(ServiceSwitch(terminal_id=closed, reason="repair", told_at=work.now))
    watch.scan()
    clock.advance(OFFLINE + 1)
    fleet.beat(well)
    watch.scan()
    assert open_kinds(fleet.office) == []


def test_with_a_fifth_of_all_heartbeats_lost_nobody_is_called_out(office: Office, clock: FrozenClock) -> None:
    fleet, watch = Fleet(office), AlarmWatch(office)
    chance = random.Random(20261123)  # noqa: S311 - a die, and always the same one
    terminals = fleet.add_many(range(1, 9))
    fleet.beat(*terminals)
    for moment in range(EVERY, 1800 + 1, EVERY):
        clock.advance(EVERY)
        fleet.beat(*(one for one in terminals if chance.random() >= 0.2))
        if moment % 60 == 0:
            watch.scan()
    assert rows(fleet.office) == []


def test_an_office_that_was_away_calls_nobody_out(fleet: Fleet, clock: FrozenClock) -> None:
    terminals = [fleet.add(number) for number in range(1, 6)]
    fleet.beat(*terminals)
    AlarmWatch(fleet.office).scan()
    clock.advance(8 * 3600)
    fleet.listen()
    watch = AlarmWatch(fleet.office)  # started again
    watch.scan()
    clock.advance(OFFLINE)
    fleet.beat(*terminals[1:])
    watch.scan()
    assert rows(fleet.office) == [], "nobody could be heard"
    clock.advance(1)
    watch.scan()
    assert open_kinds(fleet.office) == [(terminals[0], "offline", "")], "now somebody should have been"


def test_when_nobody_at_all_is_heard_it_is_one_alarm_of_the_office(fleet: Fleet, watch: AlarmWatch, clock: FrozenClock) -> None:
    terminals = [fleet.add(number) for number in range(1, 6)]
    fleet.beat(*terminals)
    watch.scan()
    clock.advance(OFFLINE + 1)
    watch.scan()
    watch.scan()
    assert open_kinds(fleet.office) == [("", "office_deaf", "")]
    fleet.listen()
    fleet.beat(*terminals)
    watch.scan()
    assert open_kinds(fleet.office) == []
    assert len(rows(fleet.office)) == 1


def test_an_alarm_that_nobody_acknowledges_is_escalated_once(fleet: Fleet, watch: AlarmWatch, clock: FrozenClock) -> None:
    seen, unseen = fleet.add(1), fleet.add(2)
    fleet.beat(seen, unseen, outbox_dead=1)
    watch.scan()
    boss = add(fleet.office, "boss", Role.SUPERVISOR)
    (first, _) = rows(fleet.office)
    with fleet.office.writing(boss) as work:
        assert alarms.acknowledge(work, first.id) == seen
    clock.advance(3599)
    fleet.beat(seen, unseen, outbox_dead=1)
    watch.scan()
    assert [row.escalated_at for row in rows(fleet.office)] == [None, None]
    clock.advance(1)
    watch.scan()
    told = clock.now()
    clock.advance(60)
    watch.scan()
    assert [row.escalated_at for row in rows(fleet.office)] == [None, told]
    with fleet.office.reading(boss) as work:
        assert [one.alarm.terminal_id for one in alarms.list_open(work)] == [unseen, seen]


def in_districts(office: Office, *districts: str) -> Actor:
    actor = add(office, "narrow", Role.SUPERVISOR, Role.ADMIN)
    with office.writing(SYSTEM) as work:
        staff = work.session.merge(actor.staff)
        assert staff is not None
        staff.districts = list(districts)
        work.session.flush()
    return Actor("narrow", staff)


def test_alarms_and_terminals_of_other_districts_are_none_of_their_business(office: Office) -> None:
    fleet, watch = Fleet(office), AlarmWatch(office)
    mine, other = fleet.add(1, "500103"), fleet.add(2, "500106")
    fleet.beat(mine, other, outbox_dead=1)
    watch.scan()
    narrow = in_districts(office, "500103")
    with office.writing(narrow) as work:
        assert [one.alarm.terminal_id for one in alarms.list_open(work)] == [mine]
        assert [line.terminal.terminal_id for line in list_terminals(work)] == [mine]
        foreign = next(row.id for row in rows(office) if row.terminal_id == other)
        with pytest.raises(Refused) as caught:
            alarms.acknowledge(work, foreign)
    assert caught.value.reason is Reason.NOT_FOUND


def test_who_has_no_such_role_sees_no_alarms(office: Office) -> None:
    with office.writing(add(office, "clerk", Role.REVIEWER)) as work:
        for call in (lambda: alarms.list_open(work), lambda: alarms.acknowledge(work, 1)):
            with pytest.raises(Refused):
                call()


def test_eight_hundred_terminals(office: Office, clock: FrozenClock) -> None:
    fleet, watch = Fleet(office), AlarmWatch(office)
    terminals = fleet.add_many(range(1, 801))
    fleet.beat(*terminals)
    watch.scan()
    clock.advance(OFFLINE + 1)
    fleet.beat(*terminals[7:])
    watch.scan()
    assert [row[0] for row in open_kinds(office)] == terminals[:7]
    with office.reading() as work:
        lines = list_terminals(work)
        tally = [sum(line.presence is one for line in lines) for one in (Presence.OFFLINE, Presence.ONLINE)]
        assert tally == [7, 793]
        assert len(work.session.scalars(select(HeartbeatCell)).all()) in (800, 1600)


@pytest.mark.parametrize(
    ("age", "presence"),
    [(0, Presence.ONLINE), (79, Presence.ONLINE), (80, Presence.LATE), (300, Presence.LATE), (301, Presence.OFFLINE)],
)
def test_presence_goes_by_missed_heartbeats(office: Office, clock: FrozenClock, age: int, presence: Presence) -> None:
    fleet = Fleet(office)
    fleet.beat(fleet.add(1))
    clock.advance(age)
    with office.reading() as work:
        assert [line.presence for line in list_terminals(work)] == [presence]


def test_the_strip_shows_a_day_in_pieces(office: Office, clock: FrozenClock) -> None:
    fleet = Fleet(office)
    terminal_id = fleet.add(1)
    piece = int(pulse.CELL.total_seconds())
    clock.advance(piece - clock.now().timestamp() % piece)
    for _ in range(piece // EVERY):
        fleet.beat(terminal_id)
        clock.advance(EVERY)
    clock.advance(piece)  # a whole piece of silence
    fleet.beat(terminal_id)
    with office.reading() as work:
        strip = pulse.strips(work, [terminal_id])[terminal_id]
    assert strip.beats[-3:] == (Beat.SEEN, Beat.MISSING, Beat.LATE)
    assert set(strip.beats[:-3]) == {Beat.UNKNOWN}
    assert strip.heard_percent == 0.0
    clock.advance(4 * 86400)
    with office.writing(SYSTEM) as work:
        pulse.forget_old(work)
        assert work.session.scalars(select(HeartbeatCell)).all() == []
