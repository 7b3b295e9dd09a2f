"""Counts agree with the rows they count, by whatever they are grouped; the file hides what could point at somebody."""

import csv
import io
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.office import Actor, Office
from backoffice.refusals import Refused
from backoffice.retention import faces
from backoffice.staff.models import Role
from backoffice.statistics import counting
from backoffice.statistics.counting import By, Wanted
from backoffice.statistics.export import COLUMNS, hidden
from backoffice.statistics.models import CasePace
from domain.services import ServiceSlug
from domain.wire.v1_faces import FaceBody
from tests.backoffice.acts import TERMINAL, add, take_in
from tests.backoffice.board.city import fill_city
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.people import application

SPAN = (date(2026, 10, 1), date(2026, 11, 20))


@pytest.fixture
def auditor(an_office: Office) -> Actor:
    fill_city(an_office, 300, open_share=0.2, days=45)
    return add(an_office, "auditor", Role.AUDITOR)


def test_every_grouping_counts_everything_once(either_office: Office, auditor: Actor) -> None:
    with either_office.reading(auditor) as work:
        wholes = [counting.total(counting.rows(work, Wanted(by, *SPAN))) for by in By]
        all_of_them = list(work.session.scalars(select(CasePace)))
    whole = wholes[0]
    assert wholes == [whole] * len(By)
    received = [one for one in all_of_them if SPAN[0] <= one.received_on <= SPAN[1]]
    decided = [one for one in all_of_them if one.decided_on and SPAN[0] <= one.decided_on <= SPAN[1]]
    assert whole.received == len(received)
    assert whole.corrected == sum(one.corrections > 0 for one in received)
    assert whole.returned == sum(one.returned for one in received)
    assert whole.ways == Counter(one.way for one in decided)
    assert whole.decided == whole.finished == len(decided)
    assert whole.to_decision.count == whole.to_end.count == len(decided)
    assert whole.in_time == sum(one.in_time is True for one in decided)


@pytest.mark.parametrize("by", By)
def test_a_page_shows_the_first_rows_and_the_total_of_all(office: Office, auditor: Actor, by: By) -> None:
    with office.reading(auditor) as work:
        wanted = Wanted(by, *SPAN)
        rows = counting.rows(work, wanted)
        for most in (1, 4, 500):
            table = counting.table(work, wanted, most)
            assert table.shown == (rows[::-1] if by in counting.PERIODS else rows[:most])
            assert (table.row_count, table.total) == (len(rows), counting.total(rows))


def test_a_part_is_a_part(office: Office, auditor: Actor) -> None:
    with office.reading(auditor) as work:
        of_services = {
            slug: counting.total(counting.rows(work, Wanted(By.DAY, *SPAN, service=slug))).received for slug in ServiceSlug
        }
        by_service = {row.key: row.received for row in counting.rows(work, Wanted(By.SERVICE, *SPAN))}
        district = counting.rows(work, Wanted(By.TERMINAL, *SPAN, district="500103"))
    assert {slug: n for slug, n in of_services.items() if n} == by_service
    assert [row.key for row in district] == ["city-0"]


def test_periods_without_anything_are_there(office: Office) -> None:
    with office.reading(add(office, "auditor", Role.AUDITOR)) as work:
        days = counting.rows(work, Wanted(By.DAY, *SPAN))
        weeks = counting.rows(work, Wanted(By.WEEK, *SPAN))
        months = counting.rows(work, Wanted(By.MONTH, *SPAN))
    assert len(days) == 51
    assert [row.key for row in weeks][:2] == ["2026-09-28", "2026-10-05"]
    assert [row.key for row in months] == ["2026-10-01", "2026-11-01"]


@pytest.mark.parametrize(
    ("by", "first", "last"),
    [
        (By.DAY, date(2026, 2, 28), date(2026, 2, 28)),
        (By.WEEK, date(2026, 12, 28), date(2027, 1, 3)),
        (By.MONTH, date(2028, 2, 1), date(2028, 2, 29)),
        (By.MONTH, date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_its_first_and_last_day(by: By, first: date, last: date) -> None:
    assert counting.period_of(by, last) == first
    assert counting.end_of(by, first) == last


def test_a_person_whose_face_is_kept_twice_is_one(office: Office) -> None:
    numbers = [take_in(office), take_in(office, application(2))]
    other = take_in(office, application(3, applicant={"number": "500103198805052224"}))
    for number in (*numbers, other):
        body = FaceBody.model_construct(application=number, pictures=[])
        with office.writing(TERMINAL) as work:
            faces.keep(work, number, body)
    with office.reading(add(office, "auditor", Role.AUDITOR)) as work:
        assert counting.count_stored_persons(work) == 2
    faces.destroy(office, TERMINAL, other)
    with office.reading() as work:
        assert counting.count_stored_persons(work) == 1


def test_only_supervisor_and_auditor_count(office: Office) -> None:
    with office.reading(add(office, "lijing", Role.REVIEWER)) as work, pytest.raises(Refused):
        counting.rows(work, Wanted(By.DAY, *SPAN))


@pytest.mark.parametrize(("count", "told"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (1000, "1000")])
def test_small_cells_are_hidden(count: int, told: str) -> None:
    assert hidden(count) == told


def test_the_file_is_audited_and_hides_small_cells(signed_in: SignIn, desk_office: Office) -> None:
    fill_city(desk_office, 200, open_share=0.2, days=30)
    caller = signed_in("auditor", Role.AUDITOR)
    answer = caller.get("/desk/statistics/table.csv?by=district&first=2026-11-01&last=2026-11-20")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert set(rows[0]) == set(COLUMNS)
    counts = [row[name] for row in rows for name in ("received", "approved", "rejected", "corrected", "returned")]
    assert "<5" in counts
    assert not {"1", "2", "3", "4"} & set(counts)
    with desk_office.reading() as work:
        audited = work.session.scalars(select(AuditEntry.codes).where(AuditEntry.action == "statistics.exported")).all()
    assert audited == [["district", "2026-11-01", "2026-11-20"]]


def test_the_pages_stand_and_name_what_is_not_complete(signed_in: SignIn, desk_office: Office) -> None:
    fill_city(desk_office, 60, open_share=0.2, days=20)
    caller = signed_in("chief", Role.SUPERVISOR)
    pages = {by: caller.get(f"/desk/statistics?by={by}&service=truck_pass").text for by in By}
    assert all("statistics.total" in page for page in pages.values())
    assert {by for by, page in pages.items() if "未完整" in page} == counting.PERIODS


def test_a_reviewer_is_kept_out(signed_in: SignIn) -> None:
    caller = signed_in("lijing", Role.REVIEWER)
    assert {caller.get(f"/desk/statistics{path}").status for path in ("", "/table.csv")} == {403}
