"""The simulated document camera: what lies on its tray, and how it can fail."""

from collections.abc import Iterator
from itertools import pairwise

import cv2
import numpy as np
import pytest
import requests

from domain.clock import SystemClock
from drivers.document_camera.judge import Judge
from drivers.document_camera.settings import DocumentCameraSettings
from simulators.devices.document_camera import DocumentCameraFault, DocumentCameraSimulator, holder_of
from simulators.world.documents import DocumentKind, Holder, draw
from simulators.world.evidence.plates import plate_picture
from simulators.world.people import Person, load_people
from simulators.world.tray import HEIGHT, WIDTH, Laid, Lie, Overhead
from simulators.world.wear import PlateDamage, worn_plate

LIMIT_S = 10.0


@pytest.fixture(scope="module")
def people() -> dict[str, Person]:
    return load_people(SystemClock().now().date())


@pytest.fixture
def camera(people: dict[str, Person]) -> Iterator[DocumentCameraSimulator]:
    simulator = DocumentCameraSimulator(people, SystemClock())
    simulator.start()
    yield simulator
    simulator.stop()


def decoded(jpeg: bytes | None) -> np.ndarray:
    assert jpeg
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


def test_no_two_pictures_in_a_row_are_equal() -> None:
    overhead, laid = Overhead(), Laid(DocumentKind.VEHICLE_LICENCE)
    pictures = [overhead.picture(laid) for _ in range(8)]
    assert len(set(pictures)) == 8
    assert decoded(pictures[0]).shape == (HEIGHT, WIDTH, 3)


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_a_paper_changes_the_picture_and_so_does_how_it_lies(kind: DocumentKind) -> None:
    overhead = Overhead()
    seen = [decoded(overhead.picture(Laid(None)))] + [decoded(overhead.picture(Laid(kind, lie))) for lie in Lie]
    for one, other in pairwise(seen):
        assert cv2.absdiff(one, other).mean() > 1.0


@pytest.mark.parametrize("damage", list(PlateDamage))
def test_every_plate_is_damaged_in_its_own_way_and_the_same_every_time(damage: PlateDamage) -> None:
    one, other = (np.asarray(worn_plate(plate, "02", damage), np.int16) for plate in ("渝A8K2D6", "渝B2C345"))
    assert np.array_equal(one, np.asarray(worn_plate("渝A8K2D6", "02", damage), np.int16))
    letters = np.asarray(plate_picture("渝A8K2D6", "02").resize((880, 280))) // 2
    same = np.asarray(plate_picture("渝B2C345", "02").resize((880, 280))) // 2
    ground = (letters == same).all(axis=2)  # where both sheets are of one paint, new
    assert (np.abs(one - other).max(axis=2)[ground] > 40).mean() > 0.005


def test_kinds_of_damage_and_kinds_of_plate_are_told_apart() -> None:
    pictures = {worn_plate("渝AD06618", kind, damage).tobytes() for kind in ("01", "02", "52") for damage in PlateDamage}
    assert len(pictures) == 3 * len(PlateDamage)


@pytest.mark.parametrize("kind", ["01", "02", "07", "52"])
@pytest.mark.parametrize("damage", list(PlateDamage))
def test_a_damaged_plate_can_still_be_taken(kind: str, damage: PlateDamage) -> None:
    holder, judge = Holder(plate="渝A3K61B", plate_kind=kind, damage=damage), Judge(DocumentCameraSettings(source=0))
    overhead = Overhead()
    judge.begin(another=False)
    seen = [
        judge.look(decoded(overhead.picture(Laid(DocumentKind.DAMAGED_PLATE, holder=holder))), at) for at in (0.0, 1.0, 2.0)
    ]
    assert (seen[-1].shortfalls, seen[-1].held) == ((), True)


def test_a_damaged_plate_is_of_the_vehicle_with_the_damaged_plate(people: dict[str, Person]) -> None:
    person, plate = people["qin_shan"], DocumentKind.DAMAGED_PLATE
    motorcycle = next(vehicle for vehicle in person.vehicles if vehicle.plate_kind == "07")
    laid = holder_of(person, plate)
    assert (laid.plate, laid.plate_kind, laid.damage) == (motorcycle.plate, "07", PlateDamage.FADED)
    assert holder_of(person, DocumentKind.VEHICLE_LICENCE).plate == person.vehicles[0].plate
    assert holder_of(person, plate, 1).plate == person.vehicles[1].plate


def test_each_person_lays_their_own_plate(camera: DocumentCameraSimulator, people: dict[str, Person]) -> None:
    pictures = []
    for person in ("qin_shan", "chen_zhiyuan"):
        camera.card_laid(person)
        camera.lay(DocumentKind.DAMAGED_PLATE)
        assert camera.laid.holder.plate in camera.state()["plates"]
        pictures.append(decoded(camera.look()))
    assert cv2.absdiff(*pictures).mean() > 1.0


def test_which_vehicle_is_forgotten_with_the_card(camera: DocumentCameraSimulator, people: dict[str, Person]) -> None:
    camera.card_laid("qin_shan")
    camera.lay(DocumentKind.VEHICLE_LICENCE, vehicle=1)
    assert (camera.laid.holder.plate, camera.state()["vehicle"]) == (people["qin_shan"].vehicles[1].plate, 1)
    camera.card_laid("chen_zhiyuan")
    assert (camera.laid.holder.plate, camera.state()["vehicle"]) == (people["chen_zhiyuan"].vehicles[0].plate, None)
    camera.reset()
    assert (camera.laid, camera.state()["plates"]) == (Laid(), [])


@pytest.mark.parametrize("place", [-1, 4])
def test_a_vehicle_that_there_is_not_has_no_paper(camera: DocumentCameraSimulator, place: int) -> None:
    camera.card_laid("qin_shan")
    with pytest.raises(ValueError, match="no such vehicle"):
        camera.lay(DocumentKind.DAMAGED_PLATE, vehicle=place)
    assert camera.laid.kind is None


def test_papers_carry_the_holder(people: dict[str, Person]) -> None:
    other = Holder(name="样本", plate="渝B2C345")
    assert draw(DocumentKind.FRESH_GOODS, Holder()).tobytes() != draw(DocumentKind.FRESH_GOODS, other).tobytes()
    person = people["chen_zhiyuan"]
    assert holder_of(person).plate == person.vehicles[0].plate
    assert holder_of(people["lin_que"]).name == people["lin_que"].name  # no vehicle


def test_what_is_laid_is_seen_and_can_be_taken_away(camera: DocumentCameraSimulator) -> None:
    empty = decoded(camera.look())
    camera.lay(DocumentKind.FRESH_GOODS, Lie.TILTED)
    assert cv2.absdiff(decoded(camera.look()), empty).mean() > 20
    assert (camera.state()["kind"], camera.state()["lie"]) == ("fresh_goods", "tilted")
    camera.reset()
    assert cv2.absdiff(decoded(camera.look()), empty).mean() < 5


def test_its_faults(camera: DocumentCameraSimulator) -> None:
    camera.set_fault(DocumentCameraFault.DARK)
    assert decoded(camera.look()).mean() < 10
    camera.set_fault(DocumentCameraFault.FROZEN)
    assert camera.look() == camera.look()
    camera.set_fault(DocumentCameraFault.GARBAGE)
    assert camera.look() is None
    camera.set_fault(DocumentCameraFault.UNPLUGGED)
    with pytest.raises(requests.ConnectionError):
        requests.get(camera.port.url, timeout=LIMIT_S)
    camera.set_fault(None)
    with requests.get(camera.port.url, timeout=LIMIT_S, stream=True) as stream:
        assert stream.headers["Content-Type"].startswith("multipart/x-mixed-replace")
