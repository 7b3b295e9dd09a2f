"""Whole acts of the office, as tests need them."""

from collections.abc import Sequence

from backoffice.office import SYSTEM, Actor, Office, clerk
from backoffice.review import cases, decisions, desk, queue
from backoffice.review.models import Case, PersonJudgement
from backoffice.staff.models import Role, Staff
from domain.wire import v1
from tests.backoffice.partners import Partners
from tests.backoffice.people import application, registry_answer

TERMINAL = Actor("terminal:terminal-7")


def add(office: Office, username: str, *roles: Role, districts: Sequence[str] = ()) -> Actor:
    """Add a member of staff without the slow password, and return them as the one who acts."""
    with office.writing(SYSTEM) as work:
        member = Staff(
            username=username,
            display_name=username,
            password_hash="-",
            roles=list(roles),
            districts=list(districts),
            created_at=work.now,
        )
        work.session.add(member)
    return clerk(member)


def take_in(office: Office, body: v1.ApplicationBody | None = None) -> str:
    """Let one application come in; returns its number."""
    body = body or application()
    with office.writing(TERMINAL) as work:
        return cases.create_from_application(work, body.terminal_id, body, work.now).number


def look(office: Office, number: str) -> Case:
    with office.reading() as work:
        return cases.get_case(work.session, number)


def claim(office: Office, who: Actor, number: str) -> Case:
    with office.writing(who) as work:
        return desk.claim(work, number, cases.get_case(work.session, number).version)


def ready_to_decide(office: Office, partners: Partners, who: Actor, body: v1.ApplicationBody | None = None) -> Case:
    """An application taken in, compared, claimed by `who`, and the person judged the same."""
    body = body or application()
    partners.people.setdefault(body.applicant.number, registry_answer())
    number = take_in(office, body)
    desk.refresh_registry(office, SYSTEM, number)
    claimed = claim(office, who, number)
    with office.writing(who) as work:
        return desk.judge_person(work, number, claimed.version, PersonJudgement.SAME)


def approve(office: Office, who: Actor, case: Case) -> Case:
    with office.writing(who) as work:
        decisions.approve(work, case.number, case.version)
    return look(office, case.number)


def queue_numbers(office: Office, who: Actor, wanted: queue.QueueFilter) -> list[str]:
    with office.reading(who) as work:
        return [entry.number for entry in queue.list_queue(work, wanted)]
