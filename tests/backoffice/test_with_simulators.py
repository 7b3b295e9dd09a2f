"""The office against the simulators' partners, a second reading of the protocols: they must agree on every synthetic person."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from backoffice.dispatch import services as dispatch
from backoffice.office import SYSTEM, Actor, Office
from backoffice.opening import open_office
from backoffice.production import services as production
from backoffice.refusals import Refused
from backoffice.review import decisions, desk
from backoffice.review.casefile import open_case
from backoffice.review.comparison import Verdict
from backoffice.review.models import DecisionKind, PersonJudgement
from backoffice.settings import PartnerSettings, load_settings
from backoffice.staff.models import Role
from backoffice.worker import Worker
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from domain.wire import v1
from simulators.partners.gate import PartnerGate
from simulators.partners.police_registry import PoliceRegistry
from simulators.partners.post import LetterState, Post
from simulators.partners.sms import SmsCarrier
from simulators.world.people import Person, load_people, parse_day
from tests.backoffice import acts
from tests.backoffice.conftest import OVERLAY, patient
from tests.backoffice.people import FRIDAY_NOON, application

PEOPLE = load_people(FRIDAY_NOON.date())


class World:
    """The three partners of the simulators, and the office among them."""

    def __init__(self, state: Path, database_url: str, jobs_database: str, clock: FrozenClock, closing: ExitStack) -> None:
        self.clock = clock
        self.registry = PoliceRegistry(PEOPLE, clock, lambda _: None)
        self.post = Post(clock, lambda _: None)
        self.sms = SmsCarrier(clock, lambda _: None)
        for partner in (self.registry, self.post, self.sms):
            closing.enter_context(partner.gate.server)
        overlay = state / "overlay.toml"
        overlay.write_text(OVERLAY.format(state=state, database=database_url, url="http://127.0.0.1:1", key="k"))
        addresses = {"registry": _at(self.registry.gate), "post": _at(self.post.gate), "sms": _at(self.sms.gate)}
        self.office: Office = open_office(patient(load_settings(overlay), jobs_database).model_copy(update=addresses), clock)
        closing.callback(self.office.database.close)


def _at(gate: PartnerGate) -> PartnerSettings:
    return PartnerSettings.model_validate({"url": gate.url, "key": gate.key})


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, jobs_database: str) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    shutil.copyfile(migrated_file, folder / "office.db")
    with ExitStack() as closing:
        yield World(folder, f"sqlite:///{folder / 'office.db'}", jobs_database, FrozenClock(FRIDAY_NOON), closing)


@pytest.fixture(scope="module")
def clerk(world: World) -> Actor:
    return acts.add(world.office, "lijing", Role.REVIEWER, Role.PRODUCER, Role.DISPATCHER)


def lodged_by(person: Person, running: int = 1) -> v1.ApplicationBody:
    """What this person would lodge, with the registered phone."""
    applicant = {
        "name": person.name,
        "number": person.number,
        "birth": person.birth,
        "address": person.card["address"],
        "valid_to": parse_day(str(person.card["valid_to"]), FRIDAY_NOON.date()),
    }
    delivery = {"text": "重庆市渝中区民权路28号12-6", "phone": person.licence.phone if person.licence else "13800000001"}
    return application(running, applicant=applicant, delivery=delivery)


def test_an_application_becomes_a_letter(world: World, clerk: Actor) -> None:
    office, person = world.office, PEOPLE["chen_zhiyuan"]
    worker = Worker(office, threading.Event())
    number = acts.take_in(office, lodged_by(person))
    worker.tick()
    case = acts.claim(office, clerk, number)
    with office.writing(clerk) as work:
        case = desk.judge_person(work, number, case.version, PersonJudgement.SAME)
        for row in open_case(work, number).rows:
            if row.verdict is Verdict.CHANGED:
                case = desk.accept_change(work, number, case.version, row.key)
        decisions.approve(work, number, case.version)
    made = production.produce(office, clerk, number, acts.look(office, number).version)
    with office.writing(clerk) as work:
        version = acts.look(office, number).version
        case = production.check_certificate(work, number, version, str(made.certificate_number))
    waybill = dispatch.create_waybill(office, clerk, number)
    with office.writing(clerk) as work:
        dispatch.post_letter(work, number, case.version, waybill.waybill_number)
    world.post.advance(waybill.waybill_number, LetterState.DELIVERED)
    world.clock.advance(1800)
    worker.tick()

    assert acts.look(office, number).status is ApplicationStatus.DELIVERED
    assert [one.application_number for one in world.registry.issued] == [number]
    assert [letter.recipient for letter in world.post.letters] == [person.name]
    assert len(world.sms.messages) == 2


@pytest.mark.parametrize("name", PEOPLE)
def test_the_clerk_sees_what_each_person_was_made_for(world: World, clerk: Actor, name: str) -> None:
    person = PEOPLE[name]
    number = acts.take_in(world.office, lodged_by(person, 100 + person.order))
    desk.refresh_registry(world.office, SYSTEM, number)
    acts.claim(world.office, clerk, number)
    with world.office.writing(clerk) as work:
        file = open_case(work, number)
    found = {row.reason.value for row in file.rows if row.verdict is Verdict.MISMATCH and row.reason}
    assert not found if person.expects == "eligible" else person.expects in found
    why = file.ways[DecisionKind.APPROVE]
    assert isinstance(why, Refused)
    assert (why.reason == "mismatch_stands") is bool(found)
