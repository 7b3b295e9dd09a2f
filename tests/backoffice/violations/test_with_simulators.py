"""The office against the simulators' registry, a second reading of its protocol: every synthetic person can be answered."""

import base64
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import pytest

from backoffice.office import Office
from backoffice.opening import open_office
from backoffice.settings import PartnerSettings, load_settings
from domain.clock import FrozenClock
from domain.violations import HandlingBar
from domain.wire import v1_violations
from simulators.partners.police_registry import PoliceRegistry
from simulators.world.people import Person, load_people, parse_day
from tests.backoffice.conftest import OVERLAY
from tests.backoffice.people import FRIDAY_NOON
from tests.backoffice.serving import connected
from tests.backoffice.terminals import HandMadeTerminal, interface, problem
from tests.backoffice.violations.records import face

TODAY = FRIDAY_NOON.date()
PEOPLE = load_people(TODAY)
EVERYBODY_COMES = "[violations]\npersons_per_hour = 1000\n"
"""Overlay: they all come to one terminal within a moment."""


def valid_to(person: Person) -> date | None:
    return parse_day(str(person.card["valid_to"]), TODAY)


EXPIRED = {name: person for name, person in PEOPLE.items() if (valid_to(person) or TODAY) < TODAY}
VALID = {name: person for name, person in PEOPLE.items() if name not in EXPIRED}
everybody = pytest.mark.parametrize("person", VALID.values(), ids=VALID)


@dataclass(frozen=True)
class World:
    """A terminal, the office, and the registry that knows the synthetic people."""

    office: Office
    terminal: HandMadeTerminal

    def post(self, person: Person, *, verified: bool = True) -> httpx.Response:
        until = valid_to(person)
        asked = {
            "kind": "resident_id_card",
            "number": person.number,
            "name": person.name,
            "valid_to": until.isoformat() if until else None,
            "face": face() if verified else None,
        }
        return self.terminal.post("/terminal/v1/violations", asked)

    def ask(self, person: Person, *, verified: bool = True) -> v1_violations.ViolationAnswer:
        return v1_violations.ViolationAnswer.model_validate_json(self.post(person, verified=verified).content)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    shutil.copyfile(migrated_file, folder / "office.db")
    clock = FrozenClock(FRIDAY_NOON)
    registry = PoliceRegistry(PEOPLE, clock, lambda _: None)
    with ExitStack() as closing:
        closing.enter_context(registry.gate.server)
        overlay = folder / "overlay.toml"
        url = f"sqlite:///{folder / 'office.db'}"
        overlay.write_text(OVERLAY.format(state=folder, database=url, url="http://127.0.0.1:1", key="k") + EVERYBODY_COMES)
        at = PartnerSettings.model_validate({"url": registry.gate.url, "key": registry.gate.key})
        office = open_office(load_settings(overlay).model_copy(update={"registry": at}), clock)
        closing.callback(office.database.close)
        terminal = HandMadeTerminal(closing.enter_context(connected(interface(office))), office)
        assert terminal.enrol().status_code == 200
        yield World(office, terminal)


@everybody
def test_everybody_is_answered_whole(world: World, person: Person) -> None:
    answer = world.ask(person)
    assert answer.verified
    assert (answer.licence is None) is (person.licence is None or person.expects == "R-REG")  # garbled: nobody understands it
    assert {one.record_number for one in answer.violations} == {one.record_number for one in person.captures}
    assert [one.captured_at for one in answer.violations] == sorted((one.captured_at for one in person.captures), reverse=True)
    assert {one.decision_number for one in answer.decisions} == {
        one.decision_number for one in person.decisions if not one.paid
    }
    assert (answer.ticket is not None) is any(one.pictures for one in person.captures)


@everybody
def test_the_outline_counts_the_same_and_names_nothing(world: World, person: Person) -> None:
    answer = world.ask(person, verified=False)
    assert sum(one.violations for one in answer.overview) == len(person.captures)
    assert answer.unpaid == sum(not one.paid for one in person.decisions)
    plates = {vehicle.plate for vehicle in person.vehicles} | {one.vehicle.plate for one in person.captures}
    assert not [plate for plate in plates if plate in answer.model_dump_json()]


def test_the_synthetic_people_meet_every_bar_and_some_meet_none(world: World) -> None:
    found = [tuple(one.bars) for person in VALID.values() if person.captures for one in world.ask(person).violations]
    assert {bar for bars in found for bar in bars} == set(HandlingBar)
    assert () in found


@pytest.mark.parametrize("person", EXPIRED.values(), ids=EXPIRED)
def test_who_comes_with_an_expired_document_is_refused(world: World, person: Person) -> None:
    assert problem(world.post(person)) == (422, "not_eligible")


def test_surcharges_of_the_person_made_for_them(world: World) -> None:
    answer = world.ask(PEOPLE["zhao_min"])
    told = {one.fine_fen: (one.days_late, one.surcharge_fen) for one in answer.decisions}
    assert told == {10000: (0, 0), 20000: (1, 600), 15000: (105, 15000)}


def test_pictures_come_for_the_ticket(world: World) -> None:
    answer = world.ask(PEOPLE["zhao_min"])
    for one in answer.violations:
        for index in range(one.pictures):
            asked = {"ticket": answer.ticket, "record_number": one.record_number, "index": index}
            given = world.terminal.post("/terminal/v1/violation-picture", asked).json()["picture"]
            assert base64.b64decode(given).startswith(b"\xff\xd8\xff")
        none = {"ticket": answer.ticket, "record_number": one.record_number, "index": one.pictures}
        assert world.terminal.post("/terminal/v1/violation-picture", none).json() == {"picture": None}
