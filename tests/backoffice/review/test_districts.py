"""A clerk of a district sees, opens and moves nothing of another; to him it is not there."""

import pytest

from backoffice.fleet.models import Terminal
from backoffice.office import SYSTEM, Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.review import casefile, cases, decisions, desk, notes, queue
from backoffice.review.models import PersonJudgement
from backoffice.review.preview import preview
from backoffice.review.queue import QueueFilter, QueueList
from backoffice.staff.models import Role, Staff
from domain.reasons import ReasonCode
from tests.backoffice.acts import TERMINAL, add, claim, look, queue_numbers, ready_to_decide, take_in
from tests.backoffice.partners import Partners
from tests.backoffice.people import application

HERE, THERE = "500103", "500108"


def of_district(office: Office, username: str, *districts: str) -> Actor:
    actor = add(office, username, Role.REVIEWER, Role.SUPERVISOR)
    assert actor.staff is not None
    with office.writing(SYSTEM) as work:
        member = work.session.get_one(Staff, actor.staff.id)
        member.districts = list(districts)
    return Actor(username, member)


def moved_to(office: Office, number: str, district: str) -> str:
    with office.writing(SYSTEM) as work:
        cases.get_case(work.session, number).district = district
    return number


def test_a_case_is_of_the_district_of_its_terminal(office: Office) -> None:
    with office.writing(SYSTEM) as work:
        work.session.add(
            Terminal(
                terminal_id="terminal-7",
                terminal_number=7,
                public_key="-",
                place_zh="解放碑",
                place_en="Jiefangbei",
                enrolled_at=work.now,
                district=HERE,
            )
        )
    assert look(office, take_in(office)).district == HERE


def test_every_list_and_count_ends_at_the_district(office: Office) -> None:
    near = moved_to(office, take_in(office, application(1)), HERE)
    far = moved_to(office, take_in(office, application(2)), THERE)
    take_in(office, application(3))  # of no known district: for who sees the whole city
    clerk, chief = of_district(office, "near", HERE), of_district(office, "chief")
    assert queue_numbers(office, clerk, QueueFilter()) == [near]
    assert len(queue_numbers(office, chief, QueueFilter())) == 3
    assert queue_numbers(office, clerk, QueueFilter(QueueList.ALL_OPEN, find=far)) == []
    with office.reading(clerk) as work:
        assert queue.count_queues(work)[QueueList.REVIEW] == 1
        assert queue.neighbours(work, near, QueueFilter()) == (None, None)


def test_nothing_of_another_district_is_opened_or_moved(office: Office, partners: Partners) -> None:
    owner, stranger = of_district(office, "owner", THERE), of_district(office, "stranger", HERE)
    case = ready_to_decide(office, partners, of_district(office, "chief"))
    number = moved_to(office, case.number, THERE)
    version = look(office, number).version
    deeds = (
        lambda work: casefile.open_case(work, number),
        lambda work: casefile.registry_photo(work, number),
        lambda work: casefile.attachment(work, number, 0),
        lambda work: preview(work, number, ("phone",)),
        lambda work: desk.claim(work, number, version),
        lambda work: desk.renew(work, number),
        lambda work: desk.release(work, number),
        lambda work: desk.take_over(work, number, version),
        lambda work: desk.ask_release(work, number),
        lambda work: desk.judge_person(work, number, version, PersonJudgement.SAME),
        lambda work: desk.accept_change(work, number, version, "phone"),
        lambda work: decisions.approve(work, number, version),
        lambda work: decisions.agree(work, number, version),
        lambda work: decisions.reject(work, number, version, (ReasonCode.LAW,), "x"),
        lambda work: notes.leave_note(work, number, "x"),
        lambda work: notes.list_notes(work, number),
    )
    for deed in deeds:
        with pytest.raises(Refused) as refused, office.writing(stranger) as work:
            deed(work)
        assert refused.value.reason is Reason.NOT_FOUND
    with pytest.raises(Refused, match="not_found"):
        desk.refresh_registry(office, stranger, number)
    assert look(office, number).version == version
    with office.writing(owner) as work:
        assert casefile.open_case(work, number).case.number == number


def test_the_terminal_is_of_no_district(office: Office) -> None:
    number = moved_to(office, take_in(office), THERE)
    with office.writing(TERMINAL) as work:
        assert cases.get_case_at(work, number, look(office, number).version).number == number


def test_a_claim_within_the_district_goes_on(office: Office) -> None:
    number = moved_to(office, take_in(office), HERE)
    assert claim(office, of_district(office, "near", THERE, HERE), number).lease_until is not None
