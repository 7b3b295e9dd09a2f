"""Pages of the production desk: what voids a document asks first, and the foot knows every key."""

import re

from backoffice.office import Office
from backoffice.production import batches
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from tests.backoffice import acts
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.dispatch.test_pages import keys_of, told
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, application, registry_answer
from tests.backoffice.production.test_batches import approved

HERE = "/desk/production"


def test_no_number_is_taken_with_one_key_and_every_key_that_works_is_shown(
    desk_office: Office, partners: Partners, signed_in: SignIn
) -> None:
    partners.people[NUMBER] = registry_answer()
    numbers = [approved(desk_office, acts.take_in(desk_office, application(running))).number for running in (1, 2, 3)]
    maker = acts.add(desk_office, "zhouhang", Role.PRODUCER)
    with desk_office.writing(maker) as work:
        batch = batches.open_batch(work, numbers[2:]).number
    caller = signed_in("dengli", Role.PRODUCER)
    version = str(acts.look(desk_office, numbers[0]).version)
    assert caller.post(f"{HERE}/{numbers[0]}/produce", version=version).status == 303
    for shown, form in ((f"?at={numbers[1]}", f"{numbers[1]}/produce"), (f"?batch={batch}", f"batches/{batch}/print")):
        page = caller.get(HERE + shown).text
        assert keys_of(page) <= told(page)
        outside = re.sub(r"<dialog.*?</dialog>", "", page, flags=re.DOTALL)
        assert f'action="{HERE}/{form}"' in page
        assert f'action="{HERE}/{form}"' not in outside
    caller.post(f"{HERE}/batches/{batch}/print", pieces=re.findall('name="pieces" value="([^"]+)"', page)[0])
    page = caller.get(f"{HERE}?batch={batch}").text
    assert {"Space", "Q", "U"} <= keys_of(page) <= told(page)
    answer = caller.post(f"{HERE}/{numbers[2]}/spoil", version="1", batch=batch)
    assert "said=codes_missing" in answer.headers["location"]
    assert acts.look(desk_office, numbers[2]).status is ApplicationStatus.IN_PRODUCTION
    answer = caller.post(f"{HERE}/stock/spoiled", kind="plates", serial="1")
    assert answer.headers["location"].endswith("said=codes_missing")
