"""Batches: one kind, one batch for a case, closed when everything in it is made or put back."""

import pytest

from backoffice.office import SYSTEM, Actor, Office, Work
from backoffice.production import batches, lists
from backoffice.production import services as production
from backoffice.production.batches import BatchEntry, BatchState
from backoffice.refusals import Reason
from backoffice.review import cases, desk
from backoffice.review.models import Case, EventKind
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, application, registry_answer
from tests.backoffice.production.test_blanks import counting, receive, together
from tests.backoffice.production.test_production import expect

_S = ApplicationStatus


@pytest.fixture
def kept(either_office: Office) -> Office:
    return counting(either_office)


@pytest.fixture
def maker(kept: Office) -> Actor:
    return acts.add(kept, "zhouhang", Role.PRODUCER, Role.REVIEWER)


@pytest.fixture
def waiting(kept: Office, partners: Partners) -> list[Case]:
    """Three cases that are approved."""
    partners.people[NUMBER] = registry_answer()
    return [approved(kept, acts.take_in(kept, application(running))) for running in (1, 2, 3)]


def approved(office: Office, number: str) -> Case:
    desk.refresh_registry(office, SYSTEM, number)
    with office.writing(SYSTEM) as work:
        case = cases.get_case(work.session, number)
        cases.advance(work, case, _S.UNDER_REVIEW, EventKind.CLAIMED)
        cases.advance(work, case, _S.APPROVED, EventKind.APPROVED)
    return acts.look(office, number)


def open_batch(office: Office, who: Actor, *numbers: str) -> str:
    with office.writing(who) as work:
        return batches.open_batch(work, list(numbers)).number


def entry(office: Office, number: str) -> BatchEntry:
    with office.reading() as work:
        return batches.entry_of(work, batches.find_batch(work, number))


def check(office: Office, who: Actor, number: str) -> None:
    with office.writing(who) as work:
        row = next(one for one in batches.list_items(work, entry_of_case(office, number)) if one.number == number)
        production.check_certificate(work, number, row.version, row.certificate_number or "")


def entry_of_case(office: Office, number: str) -> str:
    with office.reading() as work:
        open_ones = [one.number for one in batches.list_batches(work)]
        return next(one for one in open_ones if number in {item.number for item in batches.list_items(work, one)})


def put_back(work: Work, number: str, batch: str) -> None:
    batches.put_back(work, number, cases.get_case(work.session, number).version, batch)


def test_a_batch_from_opening_to_dispatch(kept: Office, maker: Actor, waiting: list[Case]) -> None:
    numbers = [case.number for case in waiting]
    batch = open_batch(kept, maker, *numbers)
    assert batch == "P261120-01"
    with kept.reading() as work:
        assert lists.list_pool(work).entries == []  # no longer in the pool
    assert (entry(kept, batch).state, entry(kept, batch).waiting) == (BatchState.OPEN, 3)
    receive(kept, maker, "1", "9")
    assert batches.print_next(kept, maker, batch) == 3
    assert batches.print_next(kept, maker, batch) == 0
    assert (entry(kept, batch).state, entry(kept, batch).printed) == (BatchState.PRINTING, 3)
    for number in numbers[:2]:
        check(kept, maker, number)
    with kept.writing(maker) as work:
        expect(Reason.BATCH_NOT_DONE, lambda: batches.close(work, batch))
        put_back(work, numbers[2], batch)
    assert entry(kept, batch).state is BatchState.CHECKED
    with kept.writing(maker) as work:
        batches.close(work, batch)
    with kept.writing(maker) as work:
        expect(Reason.BATCH_CLOSED, lambda: batches.close(work, batch))
        expect(Reason.WRONG_STATUS, lambda: put_back(work, numbers[0], batch))
    assert (entry(kept, batch).state, entry(kept, batch).pieces) == (BatchState.CLOSED, 2)
    with kept.reading() as work:
        assert [one.number for one in lists.list_pool(work).entries] == [numbers[2]]
    assert open_batch(kept, maker, numbers[2]) == "P261120-02"


def test_what_is_put_back_last_closes_the_batch(kept: Office, maker: Actor, waiting: list[Case]) -> None:
    batch = open_batch(kept, maker, waiting[0].number)
    with kept.writing(maker) as work:
        put_back(work, waiting[0].number, batch)
    assert entry(kept, batch).state is BatchState.CLOSED


def test_what_does_not_fit_opens_no_batch(kept: Office, maker: Actor, waiting: list[Case], partners: Partners) -> None:
    first, second, third = (case.number for case in waiting)
    open_batch(kept, maker, first)
    fresh = acts.take_in(kept, application(9))
    for unfit in ([], [first], [second, first], [second, fresh]):
        expect(Reason.BATCH_UNFIT, lambda unfit=unfit: open_batch(kept, maker, *unfit))
    kept.settings.production.__dict__["largest_batch"] = 1
    expect(Reason.BATCH_UNFIT, lambda: open_batch(kept, maker, second, third))
    expect(Reason.NOT_FOUND, lambda: open_batch(kept, maker, "0000000000000000"))
    reader = acts.add(kept, "lijing", Role.REVIEWER)
    expect(Reason.ROLE_MISSING, lambda: open_batch(kept, reader, second))


def test_two_who_open_a_batch_together_share_no_case(kept: Office, maker: Actor, waiting: list[Case]) -> None:
    numbers = [case.number for case in waiting]
    ends = together([lambda: open_batch(kept, maker, *numbers), lambda: open_batch(kept, maker, *reversed(numbers))])
    assert ends == ["batch_unfit", "done"]


def test_what_is_scanned_finds_its_piece(kept: Office, maker: Actor, waiting: list[Case]) -> None:
    receive(kept, maker, "1", "9")
    batch = open_batch(kept, maker, *(case.number for case in waiting))
    batches.print_next(kept, maker, batch)
    with kept.reading() as work:
        rows = batches.list_items(work, batch)
        assert batches.find_scanned(work, batch, f" {rows[1].certificate_number} ").number == rows[1].number
        expect(Reason.NOTHING_THERE, lambda: batches.find_scanned(work, batch, "0000000000000"))


def test_printing_stops_where_the_blanks_end_and_goes_on_later(kept: Office, maker: Actor, waiting: list[Case]) -> None:
    receive(kept, maker, "1", "2")
    batch = open_batch(kept, maker, *(case.number for case in waiting))
    expect(Reason.BLANK_MISSING, lambda: batches.print_next(kept, maker, batch))
    assert (entry(kept, batch).printed, entry(kept, batch).waiting) == (2, 1)
    receive(kept, maker, "3", "3")
    assert batches.print_next(kept, maker, batch) == 1


def test_staff_of_a_district_see_their_own(kept: Office, maker: Actor, waiting: list[Case]) -> None:
    with kept.writing(maker) as work:
        for case, district in zip(waiting, ("500103", "500104", "500103"), strict=True):
            work.session.get_one(Case, case.id).district = district
    batch = open_batch(kept, maker, waiting[0].number)
    local = acts.add(kept, "dengli", Role.PRODUCER)
    assert local.staff is not None
    local.staff.districts = ["500104"]
    with kept.reading(local) as work:
        assert [one.number for one in lists.list_pool(work).entries] == [waiting[1].number]
        assert batches.list_batches(work) == []
        expect(Reason.NOT_FOUND, lambda: batches.list_items(work, batch))
    expect(Reason.NOT_FOUND, lambda: open_batch(kept, local, waiting[2].number))
    with kept.writing(local) as work:
        expect(Reason.NOT_FOUND, lambda: batches.close(work, batch))
    both = open_batch(kept, maker, waiting[1].number, waiting[2].number)
    with kept.writing(local) as work:
        assert [one.number for one in batches.list_items(work, both)] == [waiting[1].number]
        expect(Reason.NOT_FOUND, lambda: batches.close(work, both))  # half of it is no business of theirs


def test_what_was_withdrawn_is_no_piece_of_its_batch(kept: Office, maker: Actor, waiting: list[Case]) -> None:
    batch = open_batch(kept, maker, waiting[0].number, waiting[1].number)
    for gone, left in ((waiting[0], 1), (waiting[1], 0)):
        with kept.writing(SYSTEM) as work:
            cases.advance(work, cases.get_case(work.session, gone.number), _S.WITHDRAWN, EventKind.WITHDRAWN)
        now = entry(kept, batch)
        assert (now.pieces, now.waiting, now.checked) == (left, left, 0)
        with kept.reading() as work:
            assert len(batches.list_items(work, batch)) == left
    with kept.writing(maker) as work:
        batches.close(work, batch)
