"""Days are typed as 2026-11-23 on every desk; what is none comes back as it was typed, and nothing is done with it."""

from pathlib import Path

import backoffice
from backoffice.staff.models import Role
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.working_days.test_tables import NOTICE, THIS_YEAR

SAID = 'data-test="form.problem">'  # it stands on every page, hidden where nothing is wrong
PAGES = {
    "/desk/payments": ("day",),
    "/desk/payments/statement": ("day",),
    "/desk/statistics": ("first", "last"),
}


def test_no_page_leaves_days_to_the_browser() -> None:
    pages = Path(backoffice.__file__).parent.rglob("*.html")
    assert [page.name for page in pages if 'type="date"' in page.read_text("utf-8")] == []


def test_a_day_that_is_none_comes_back_and_an_empty_field_is_none_asked_for(signed_in: SignIn) -> None:
    caller = signed_in("chief", Role.SUPERVISOR)
    for page, fields in PAGES.items():
        for field in fields:
            for typed in ("2026-02-30", "11/20/2026"):
                answer = caller.get(f"{page}?{field}={typed}")
                assert (answer.status, SAID in answer.text) == (422, True), page
                assert f'name="{field}" value="{typed}"' in answer.text
            right = caller.get(f"{page}?{field}=2026-11-19")
            assert (right.status, f'name="{field}" value="2026-11-19"' in right.text) == (200, True)
            assert (caller.get(f"{page}?{field}=").status, SAID in right.text) == (200, False)


def test_a_notice_of_no_day_leads_back_to_the_form_with_everything_typed(signed_in: SignIn) -> None:
    caller = signed_in("chief", Role.SUPERVISOR)
    form = {"year": "2026", "body": THIS_YEAR, "title": NOTICE.title, "number": NOTICE.number}
    answer = caller.post("/desk/calendar/preview", **form, published_on="2025-11-31")
    assert (answer.status, SAID in answer.text) == (422, True)
    for typed in ('value="2025-11-31"', NOTICE.title, "2026-02-15"):
        assert typed in answer.text
    assert "calendar.confirm" in caller.post("/desk/calendar/preview", **form, published_on="2025-11-04").text
