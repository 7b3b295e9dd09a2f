"""Blanks: every number that came in is in stock, issued or spoiled; none is used twice, whoever presses at the same moment."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from backoffice.audit.models import AuditEntry
from backoffice.office import SYSTEM, Actor, Office
from backoffice.production import blanks, lists
from backoffice.production import services as production
from backoffice.production.models import Blank, BlankKind, BlankReceipt, BlankState, SpoilReason
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from backoffice.staff.models import Role, Staff
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import application
from tests.backoffice.production.test_production import expect

_S = ApplicationStatus
LICENCE = BlankKind.DRIVER_LICENCE
IN_PRODUCTION = (
    (_S.UNDER_REVIEW, EventKind.CLAIMED),
    (_S.APPROVED, EventKind.APPROVED),
    (_S.IN_PRODUCTION, EventKind.PRODUCTION_STARTED),
)


def counting(office: Office, **changes: object) -> Office:
    """The same office, keeping account of its blanks."""
    production_settings = office.settings.production.model_copy(update={"numbered": frozenset(BlankKind), **changes})
    object.__setattr__(office, "settings", office.settings.model_copy(update={"production": production_settings}))
    return office


@pytest.fixture
def kept(either_office: Office) -> Office:
    return counting(either_office)


@pytest.fixture
def maker(kept: Office) -> Actor:
    return acts.add(kept, "zhouhang", Role.PRODUCER, Role.REVIEWER)


def receive(office: Office, who: Actor, first: str, last: str, kind: BlankKind = LICENCE, prefix: str = "5001") -> None:
    with office.writing(who) as work:
        blanks.receive(work, kind, prefix, first, last)


def stock(office: Office, kind: BlankKind = LICENCE) -> blanks.Stock:
    with office.reading() as work:
        return blanks.stock_of(work, kind)


def approved(office: Office, partners: Partners, who: Actor, running: int = 1) -> Case:
    return acts.approve(office, who, acts.ready_to_decide(office, partners, who, application(running)))


def lodged(office: Office, running: int) -> str:
    return acts.take_in(office, application(running))


def blank_of(office: Office, number: str) -> str | None:
    with office.reading() as work:
        blank = blanks.blank_of(work.session, cases.get_case(work.session, number))
        return blank.serial if blank else None


def test_nothing_is_made_without_a_blank(kept: Office, partners: Partners, maker: Actor) -> None:
    case = approved(kept, partners, maker)
    expect(Reason.BLANK_MISSING, lambda: production.produce(kept, maker, case.number, case.version))
    assert (acts.look(kept, case.number).status, partners.certificates) == (_S.APPROVED, {})
    receive(kept, maker, "0310", "0311")
    production.produce(kept, maker, case.number, case.version)
    production.produce(kept, maker, case.number, case.version)
    assert blank_of(kept, case.number) == "50010310"
    assert (stock(kept).issued, stock(kept).left, stock(kept).next_serial) == (1, 1, "50010311")


def test_a_spoiled_blank_is_written_off_and_the_next_taken(kept: Office, partners: Partners, maker: Actor) -> None:
    case = approved(kept, partners, maker)
    receive(kept, maker, "1", "2")
    made = production.produce(kept, maker, case.number, case.version)
    for after in ("50012", None):
        with kept.writing(maker) as work:
            serial = blank_of(kept, case.number) or ""
            blanks.spoil(work, case.number, acts.look(kept, case.number).version, serial, SpoilReason.MISPRINTED)
        assert blank_of(kept, case.number) == after
    with kept.reading() as work:
        (row,) = lists.list_pool(work).entries
    assert (row.waits_for_blank, row.spoiled) == (True, ("50011", "50012"))
    version = acts.look(kept, case.number).version
    with kept.writing(maker) as work:
        expect(
            Reason.BLANK_MISSING,
            lambda: production.check_certificate(work, case.number, version, str(made.certificate_number)),
        )
    receive(kept, maker, "3", "3")
    production.produce(kept, maker, case.number, version)
    with kept.writing(maker) as work:
        assert production.check_certificate(work, case.number, version, str(made.certificate_number)).status is _S.PRODUCED
    assert (stock(kept).received, stock(kept).issued, stock(kept).spoiled, stock(kept).left) == (3, 1, 2, 0)


def test_where_two_are_wanted_the_maker_may_not_check(either_office: Office, partners: Partners) -> None:
    office = counting(either_office, checker_differs=True)
    maker, other = (acts.add(office, name, Role.PRODUCER, Role.REVIEWER) for name in ("zhouhang", "dengli"))
    case = approved(office, partners, maker)
    receive(office, maker, "1", "2")
    made = str(production.produce(office, maker, case.number, case.version).certificate_number)
    version = acts.look(office, case.number).version
    with office.writing(maker) as work:
        expect(Reason.CHECKER_IS_MAKER, lambda: production.check_certificate(work, case.number, version, made))
    with office.writing(other) as work:
        assert production.check_certificate(work, case.number, version, made).status is _S.PRODUCED


@pytest.mark.parametrize(
    ("prefix", "first", "last"),
    [
        ("", "", ""),
        ("5001", "10", "9"),
        ("5001", "1", "10"),
        ("5001", "x", "y"),
        ("5-01", "1", "2"),
        ("5001", "１", "２"),
        ("5001", "0" * 17, "0" * 16 + "1"),
        ("", "000000", "999999"),
    ],
)
def test_what_is_no_range_is_not_taken_in(office: Office, producer: Actor, prefix: str, first: str, last: str) -> None:
    expect(Reason.BLANK_RANGE_INVALID, lambda: receive(office, producer, first, last, prefix=prefix))


def test_leading_zeros_stay_and_only_producers_and_supervisors_receive(
    office: Office, producer: Actor, reviewer: Actor
) -> None:
    expect(Reason.ROLE_MISSING, lambda: receive(office, reviewer, "0001", "0002"))
    receive(office, producer, "0001", "0002", prefix="yu")
    assert stock(office).next_serial == "YU0001"
    with office.reading() as work:
        (entry,) = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "blanks.received"))
    assert (entry.subject, entry.codes) == ("YU0001-YU0002", ["driver_licence", "2"])


def test_a_range_that_overlaps_is_refused_whole(kept: Office, maker: Actor) -> None:
    receive(kept, maker, "100", "109")
    expect(Reason.BLANK_RANGE_TAKEN, lambda: receive(kept, maker, "105", "115"))
    receive(kept, maker, "100", "109", BlankKind.PLATES)  # another kind counts by itself
    assert (stock(kept).received, stock(kept, BlankKind.PLATES).received) == (10, 10)


def test_what_lies_damaged_on_the_shelf_is_written_off_once(kept: Office, maker: Actor) -> None:
    receive(kept, maker, "1", "3")

    def spoil(serial: str) -> None:
        with kept.writing(maker) as work:
            blanks.spoil_in_stock(work, LICENCE, serial, SpoilReason.DAMAGED)

    spoil("50012")
    expect(Reason.BLANK_USED, lambda: spoil("50012"))
    expect(Reason.BLANK_UNKNOWN, lambda: spoil("50019"))
    assert (stock(kept).spoiled, stock(kept).left, stock(kept).low) == (1, 2, True)


def together(deeds: list[Callable[[], object]]) -> list[str]:
    ready, ends = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        ready.wait()
        try:
            deed()
        except Refused as refused:
            ends.append(refused.reason.value)
        else:
            ends.append("done")

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_hands_that_reach_for_blanks_together_get_different_ones(kept: Office, maker: Actor) -> None:
    numbers = [lodged(kept, running) for running in range(1, 7)]
    receive(kept, maker, "1", "4")

    def take(number: str) -> None:
        with kept.writing(maker) as work:
            blanks.take(work, cases.get_case_alone(work.session, number))

    ends = together([lambda number=number: take(number) for number in [*numbers, numbers[0]]])  # type: ignore[misc]
    issued = [serial for number in numbers if (serial := blank_of(kept, number))]
    assert len(set(issued)) == len(issued) == stock(kept).issued == 4 - stock(kept).left
    assert set(ends) == {"done", "blank_missing"}
    assert stock(kept).left == 0


def test_the_same_range_received_together_comes_in_once(kept: Office, maker: Actor) -> None:
    ends = together([lambda: receive(kept, maker, "100", "109")] * 3)
    assert ends == ["blank_range_taken", "blank_range_taken", "done"]
    assert stock(kept).received == 10


DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.integers(10, 30), st.integers(0, 9)),
        st.tuples(st.just("take"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("spoil"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("shelf"), st.integers(0, 12), st.just(0)),
        st.tuples(st.just("night"), st.integers(1, 2), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_every_number_is_accounted_for_exactly_once(
    office: Office, clock: FrozenClock, deeds: list[tuple[str, int, int]]
) -> None:
    """Whatever is done in whatever order: issued + spoiled + left = received, and every day's sheet adds up."""
    counting(office)
    who, numbers = _cast(office)
    first_day = clock.now().date()
    for what, at, more in [("receive", 0, 9), ("take", 0, 0), *deeds]:
        _do(office, clock, who, numbers, what, at, more)
    with office.reading() as work:
        account = blanks.stock_of(work, LICENCE)
        came = work.session.scalar(select(func.coalesce(func.sum(BlankReceipt.pieces), 0)))
        rows = work.session.scalar(select(func.count()).select_from(Blank))
        held = list(work.session.scalars(select(Blank.case_id).where(Blank.state == BlankState.ISSUED)))
        days = (clock.now().date() - first_day).days
        sheets = [blanks.sheet_of(work, LICENCE, first_day + timedelta(days=day)) for day in range(days + 1)]
    assert account.received == account.issued + account.spoiled + account.left == came == rows
    assert len(held) == len(set(held)) == account.issued
    for sheet in sheets:
        assert sheet.opening + sheet.received == sheet.issued + sheet.spoiled - sheet.spoiled_of_earlier + sheet.closing
    assert sheets[-1].closing == account.left


def _cast(office: Office) -> tuple[Actor, list[str]]:
    """Empty the stock of the example before; six cases in production."""
    with office.writing(SYSTEM) as work:
        for row in [*work.session.scalars(select(Blank)), *work.session.scalars(select(BlankReceipt))]:
            work.session.delete(row)
        there = list(work.session.scalars(select(Case.number).order_by(Case.number)))
    if there:
        with office.reading() as work:
            who = Actor("maker", work.session.scalar(select(Staff)))
        return who, there
    who = acts.add(office, "maker", Role.PRODUCER)
    numbers = [lodged(office, running) for running in range(1, 7)]
    with office.writing(who) as work:
        for number in numbers:
            case = cases.get_case(work.session, number)
            for status, kind in IN_PRODUCTION:
                cases.advance(work, case, status, kind)
    return who, numbers


def _do(office: Office, clock: FrozenClock, who: Actor, numbers: list[str], what: str, at: int, more: int) -> None:
    if what == "night":
        clock.advance(at * 86_400)
        return
    try:
        with office.writing(who) as work:
            if what == "receive":
                blanks.receive(work, LICENCE, "5001", f"{at:02d}", f"{at + more:02d}")
            elif what == "take":
                blanks.take(work, cases.get_case_alone(work.session, numbers[at]))
            elif what == "shelf":
                blanks.spoil_in_stock(work, LICENCE, f"5001{at:02d}", SpoilReason.DAMAGED)
            else:
                case = cases.get_case(work.session, numbers[at])
                blank = blanks.blank_of(work.session, case)
                blanks.spoil(work, case.number, case.version, blank.serial if blank else "", SpoilReason.DEFECTIVE)
    except (Refused, CaseChanged):
        pass


@pytest.mark.parametrize(
    ("serials", "ranges"),
    [
        ([], ()),
        (["A09", "A10", "A12"], (("A09", "A10"), ("A12", "A12"))),
        (["99", "100"], (("99", "99"), ("100", "100"))),
        (["A1", "B2"], (("A1", "A1"), ("B2", "B2"))),
        (["A", "B"], (("A", "A"), ("B", "B"))),
    ],
)
def test_neighbours_are_written_as_ranges(serials: list[str], ranges: tuple[tuple[str, str], ...]) -> None:
    assert blanks.ranges_of(serials) == ranges
