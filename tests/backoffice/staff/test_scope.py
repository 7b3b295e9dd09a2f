"""Districts of staff: the condition of a query and the question about one thing never disagree."""

import pytest
from sqlalchemy import select

from backoffice.office import SYSTEM, Office
from backoffice.staff.models import Staff
from backoffice.staff.scope import may_see, within
from tests.backoffice.people import FRIDAY_NOON

YUZHONG, NANAN = "500103", "500108"


def member(username: str, *districts: str) -> Staff:
    return Staff(
        username=username, display_name="x", password_hash="x", roles=[], districts=list(districts), created_at=FRIDAY_NOON
    )


@pytest.mark.parametrize(
    ("districts", "seen"),
    [
        ((), {YUZHONG, NANAN, ""}),
        ((YUZHONG,), {YUZHONG}),
        ((YUZHONG, NANAN), {YUZHONG, NANAN}),
        (("500112",), set()),
    ],
)
def test_who_sees_what(either_office: Office, districts: tuple[str, ...], seen: set[str]) -> None:
    clerk = member("clerk", *districts)
    places = {YUZHONG, NANAN, ""}
    assert {place for place in places if may_see(clerk, place)} == seen
    with either_office.writing(SYSTEM) as work:  # any column of text will do: the user name stands for a district
        work.session.add_all([member(place) for place in places])
    with either_office.reading() as work:
        assert set(work.session.scalars(select(Staff.username).where(within(clerk, Staff.username)))) == seen
