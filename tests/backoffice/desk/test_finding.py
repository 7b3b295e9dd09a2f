"""Finding a case: everybody is led to the page that his roles and districts open, or told in a sentence why not."""

import pytest

from backoffice.desk.finding import Finding, find
from backoffice.dispatch import services as dispatch
from backoffice.office import Actor, Office, clerk
from backoffice.production import batches
from backoffice.production import services as production
from backoffice.staff.models import Role, Staff
from tests.backoffice import acts
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, application, registry_answer
from tests.backoffice.production.test_batches import approved
from tests.backoffice.production.test_production import check

QUEUE = "/desk/review?list=all_open&find="


def found(office: Office, typed: str, *roles: Role, district: str = "") -> Finding:
    """Let somebody of these roles look for `typed`."""
    districts = [district] if district else []
    who = Staff(id=99, username="who", display_name="who", password_hash="-", roles=list(roles), districts=districts)
    with office.reading(clerk(who)) as work:
        return find(work, who, typed)


def pages(office: Office, number: str) -> dict[Role, str]:
    """Return where each role is led by the number; whoever is led nowhere is told why."""
    led = {role: found(office, number, role) for role in Role}
    told = {finding.why for finding in led.values() if not finding.address}
    assert told <= {"elsewhere", "nothing"}
    assert led[Role.ADMIN] == Finding()  # no business with cases: not even told that there is one
    return {role: finding.address for role, finding in led.items() if finding.address}


@pytest.fixture
def maker(office: Office) -> Actor:
    return acts.add(office, "zhouhang", Role.PRODUCER, Role.DISPATCHER)


def test_each_role_is_led_to_its_own_page_of_a_case(office: Office, partners: Partners, maker: Actor) -> None:
    partners.people[NUMBER] = registry_answer()
    number = acts.take_in(office, application())
    of_production, of_dispatch = f"/desk/production?at={number}&found=yes", f"/desk/dispatch?at={number}"
    everywhere = {
        Role.REVIEWER: QUEUE + number,
        Role.SUPERVISOR: QUEUE + number,
        Role.AUDITOR: f"/desk/audit?subject={number}",
    }
    assert pages(office, number) == everywhere
    case = approved(office, number)
    assert pages(office, number) == {**everywhere, Role.PRODUCER: of_production}
    certificate = production.produce(office, maker, number, case.version).certificate_number
    check(office, maker, number, str(certificate))
    assert pages(office, number) == {**everywhere, Role.PRODUCER: of_production, Role.DISPATCHER: of_dispatch}
    waybill = dispatch.create_waybill(office, maker, number).waybill_number
    with office.writing(maker) as work:
        dispatch.post_letter(work, number, acts.look(office, number).version, waybill)
    assert pages(office, number) == {**everywhere, Role.DISPATCHER: of_dispatch}
    assert found(office, number, Role.DISPATCHER, district="500108") == Finding()  # as if it were not there


def test_several_are_offered_and_a_batch_is_opened(desk_office: Office, partners: Partners, signed_in: SignIn) -> None:
    partners.people[NUMBER] = registry_answer()
    first, second = (acts.take_in(desk_office, application(running)) for running in (1, 2))
    assert found(desk_office, " 0010 ", Role.REVIEWER).address == QUEUE + "0010"  # the queue shows both
    caller = signed_in("dengli", Role.PRODUCER, name="邓丽")
    elsewhere = caller.get("/desk/find?q=0010")
    assert (elsewhere.status, 'data-why="elsewhere"' in elsewhere.text, "已受理" in elsewhere.text) == (200, True, True)
    assert "测" not in elsewhere.text.partition("<main")[2].partition("</main>")[0]  # no name where there is no page
    for number in (first, second):
        approved(desk_office, number)
    maker = acts.add(desk_office, "zhouhang", Role.PRODUCER)
    with desk_office.writing(maker) as work:
        batch = batches.open_batch(work, [second]).number
    several = caller.get("/desk/find?q=0010").text
    assert 'data-why="several"' in several
    assert several.count('data-test="found.open"') == 2
    answer = caller.get(f"/desk/find?q={second}")
    assert answer.headers["location"] == f"/desk/production?batch={batch}&at={second}&found=yes"
    assert f'data-number="{second}" data-status="approved"' in caller.get(answer.headers["location"]).text
    assert 'data-why="nothing"' in caller.get("/desk/find?q=9999").text
    assert 'data-why="nothing"' in caller.get("/desk/find").text
