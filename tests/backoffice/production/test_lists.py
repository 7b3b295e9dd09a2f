"""The pool by pages is the pool: nothing is missing, nothing comes twice, and what moves on in between hides nothing."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from backoffice.office import Actor, Office
from backoffice.production import batches, lists
from backoffice.production.lists import STAGES, TO_MAKE, Place, place_of
from backoffice.production.models import BlankKind
from backoffice.production.services import MADE_HERE
from backoffice.review.catalogue import DESKS
from backoffice.review.models import Case
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from tests.backoffice.acts import add
from tests.backoffice.board.city import fill_city
from tests.backoffice.desk.conftest import SignIn

HERE = "/desk/production"


@pytest.fixture
def producer(an_office: Office) -> Actor:
    fill_city(an_office, 300, open_share=0.9)
    with an_office.writing(add(an_office, "chief", Role.SUPERVISOR)) as work:
        for case in work.session.scalars(select(Case).where(Case.id % 5 == 0)):
            case.due_date = None  # the table of working days is missing
    return add(an_office, "dengli", Role.PRODUCER)


def in_order(cases: list[Case]) -> list[str]:
    stood = sorted(cases, key=lambda case: (STAGES.index(case.status), case.due_date or date.max, case.number))
    return [case.number for case in stood]


def test_pages_are_the_whole_pool_in_its_order(either_office: Office, producer: Actor) -> None:
    with either_office.reading(producer) as work:
        cases = [one for one in work.session.scalars(select(Case)) if one.status in STAGES and one.service in MADE_HERE]
        seen, begin = list[str](), None
        while True:
            page = lists.list_pool(work, begin, 7)
            seen += [entry.number for entry in page.entries]
            if page.following is None:
                break
            assert len(page.entries) == 7
            begin = place_of(str(page.following))
            assert begin == page.following == lists.find_place(work, page.following.number)
        assert seen == in_order(cases)
        assert len(seen) > 70
        assert lists.count_pool(work) == {stage: sum(case.status is stage for case in cases) for stage in STAGES}
        for kind in BlankKind:
            fitting = [case for case in cases if case.status in TO_MAKE and DESKS[case.service].makes == kind]
            fitting.sort(key=lambda case: (case.due_date or date.max, case.number))
            assert lists.count_to_make(work)[kind.value] == len(fitting)
            assert [one.number for one in lists.list_to_make(work, kind, 5)] == [case.number for case in fitting[:5]]


def test_what_moves_on_hides_nothing_and_what_is_in_a_batch_is_not_there(office: Office, producer: Actor) -> None:
    with office.writing(producer) as work:
        page = lists.list_pool(work, None, 5)
        assert page.following is not None
        behind = lists.list_pool(work, page.following, 5).entries
        batches.open_batch(work, [page.following.number])
        assert lists.list_pool(work, page.following, 4).entries == behind[1:]
        assert lists.find_place(work, page.following.number) is None
        assert lists.find_piece(work, page.following.number, None) is None


@pytest.mark.parametrize(
    "text", ["", "approved", "approved.2026-11-31.1", "delivered.2026-11-30.1", "approved.2026-11-30.", "a.2026-11-30.'"]
)
def test_a_place_that_is_none(text: str) -> None:
    assert place_of(text) is None
    assert place_of("approved.2026-01-01.1") == Place(ApplicationStatus.APPROVED, date(2026, 1, 1), "1")


def test_a_row_of_a_later_page_is_shown_where_it_stands(
    signed_in: SignIn, desk_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_city(desk_office, 60, open_share=0.9)
    monkeypatch.setattr(lists.list_pool, "__defaults__", (None, 4))
    caller = signed_in("dengli", Role.PRODUCER)
    with desk_office.reading() as work:
        numbers = [entry.number for entry in lists.list_pool(work, None, 100).entries]

    def rows(page: str) -> list[str]:
        return re.findall(r'data-number="(\w+)" data-status=', page)

    first = caller.get(HERE).text
    assert rows(first) == numbers[:4]
    assert "production.top" not in first
    behind = re.search(r'href="([^"]+)" data-key="PageDown"', first)
    assert behind is not None
    second = caller.get(behind[1]).text
    assert rows(second) == numbers[4:8]
    assert 'href="/desk/production" data-key="PageUp"' in second
    assert rows(caller.get(f"{HERE}?at={numbers[2]}").text) == numbers[:4]
    assert rows(caller.get(f"{HERE}?at={numbers[6]}").text) == numbers[6:10]
    assert rows(caller.get(f"{HERE}?at=0000000000000000").text) == numbers[:4]
    news = re.search(r'hx-get="(/desk/production/news[^"]+)"', second)
    assert news is not None
    assert caller.get(news[1].replace("&amp;", "&")).text == ""
