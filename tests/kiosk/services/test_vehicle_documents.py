"""The services of a vehicle's documents: what is offered, asked, declared, paid and handed over."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire.v1 import EligibilityAnswer, MaskedVehicle
from kiosk.flow.contents import CHOICE, Matter
from kiosk.flow.devices import Place, Rulebook
from kiosk.flow.visit import Visit
from kiosk.rulebook import load_rulebook
from kiosk.services.catalogue import PLANS
from kiosk.services.fees import fee_due
from kiosk.services.vehicle_choice import VEHICLE, VehicleEligibility, own_vehicles, require_vehicle
from kiosk.services.vehicle_documents import hand_over
from kiosk.words import load_texts
from tests.kiosk.stage import START, TestHands, settings
from tests.paths import CONFIG

S = ServiceSlug
CAR = MaskedVehicle(handle="a" * 32, plate="渝A∗∗2D6", plate_kind="02", model="样本牌S6")
MOTORCYCLE = MaskedVehicle(handle="b" * 32, plate="渝A∗∗61B", plate_kind="07")
SEALED = MaskedVehicle(handle="c" * 32, plate="渝A∗∗33K", plate_kind="02", reasons=[ReasonCode.VEHICLE_STATE])
ANSWER = EligibilityAnswer(decision="eligible", reasons=[], vehicles=[CAR, MOTORCYCLE, SEALED])


@pytest.fixture
def rulebook(tmp_path: Path) -> Rulebook:
    return load_rulebook(settings(tmp_path), lambda: Place(1, "渝中区解放碑", "Jiefangbei"))


def matter(rulebook: Rulebook, slug: ServiceSlug, vehicle: MaskedVehicle | None = CAR, **declared: str) -> Matter:
    visit = Visit(0.0)
    visit.service = slug
    visit.person.answer = ANSWER
    if vehicle is not None:
        visit.person.answers.chosen[VEHICLE, CHOICE] = (vehicle.handle,)
    for question, option in declared.items():
        visit.person.answers.chosen[slug.value, question] = (option,)
        visit.person.answers.declared.add(slug.value)
    return Matter(visit, rulebook, START)


def questions(one: Matter, slug: ServiceSlug) -> dict[str, tuple[str, ...]]:
    stop = PLANS[slug].find(slug.value)
    assert stop is not None
    content: Any = stop.content
    return {question.name: question.options for question in content.questions(one)}


def test_own_vehicles_are_masked_and_say_why_one_cannot_be_chosen(rulebook: Rulebook) -> None:
    car, motorcycle, sealed = own_vehicles(matter(rulebook, S.PLATE_REISSUE))
    assert (car.id, car.title, car.note, car.can) == (CAR.handle, "样本牌S6", "plate_kind.02", True)
    assert (motorcycle.title, motorcycle.note) == ("plate_kind.07", "")
    assert (sealed.why, sealed.can) == ("vehicle_why.vehicle_state", False)


@pytest.mark.parametrize("slug", [S.PLATE_REISSUE, S.PLATE_REPLACE])
def test_a_motorcycle_has_a_rear_plate_only(rulebook: Rulebook, slug: ServiceSlug) -> None:
    assert questions(matter(rulebook, slug), slug)["parts"] == ("front", "rear", "both")
    assert questions(matter(rulebook, slug, MOTORCYCLE), slug)["parts"] == ("rear",)


@pytest.mark.parametrize(
    ("slug", "vehicle", "temporary", "fen"),
    [
        (S.PLATE_REISSUE, CAR, "not_wanted", 10000),
        (S.PLATE_REISSUE, CAR, "wanted", 10500),
        (S.PLATE_REPLACE, MOTORCYCLE, "not_wanted", 3500),
        (S.PLATE_REPLACE, MOTORCYCLE, "wanted", 4000),
    ],
)
def test_plates_cost_by_kind_and_a_temporary_one_more(
    rulebook: Rulebook, slug: ServiceSlug, vehicle: MaskedVehicle, temporary: str, fen: int
) -> None:
    assert fee_due(PLANS[slug], matter(rulebook, slug, vehicle, temporary=temporary)) == fen


@pytest.mark.parametrize("slug", [S.VEHICLE_LICENCE_REISSUE, S.VEHICLE_LICENCE_REPLACE])
def test_a_licence_costs_ten_yuan(rulebook: Rulebook, slug: ServiceSlug) -> None:
    assert fee_due(PLANS[slug], matter(rulebook, slug)) == 1000


def test_what_is_declared_names_the_vehicle_by_its_handle(rulebook: Rulebook) -> None:
    one = matter(rulebook, S.PLATE_REISSUE, reason="stolen", parts="front", temporary="wanted")
    declare = PLANS[S.PLATE_REISSUE].declaration
    assert declare is not None
    declared: Any = declare(one.visit)
    assert (declared.vehicle, declared.reason, declared.parts, declared.temporary_plate) == (
        CAR.handle,
        "stolen",
        "front",
        True,
    )
    one.answers.declared.clear()
    with pytest.raises(LookupError):
        declare(one.visit)


@pytest.mark.parametrize("slug", [S.VEHICLE_LICENCE_REISSUE, S.VEHICLE_LICENCE_REPLACE, S.PLATE_REISSUE, S.PLATE_REPLACE])
def test_the_slip_has_words_for_everything_that_is_handed_over(rulebook: Rulebook, slug: ServiceSlug) -> None:
    for parts in ("front", "rear", "both") if "plate" in slug.value.split("_")[0] else ("main", "copy", "both"):
        assert rulebook.receipt_texts.has(hand_over(matter(rulebook, slug, parts=parts).visit, slug.value))


def test_the_office_is_asked_again_for_another_vehicle_and_what_was_declared_of_the_first_is_taken_back(
    rulebook: Rulebook,
) -> None:
    one, inquiry = matter(rulebook, S.PLATE_REPLACE, reason="faded", parts="rear"), VehicleEligibility(given=("plate_replace",))
    hands = TestHands()
    assert not inquiry.is_settled(one)
    inquiry.take(one, hands, ANSWER.model_copy())
    assert inquiry.is_settled(one)
    assert one.answers.declared
    one.answers.chosen[VEHICLE, CHOICE] = (MOTORCYCLE.handle,)
    assert not inquiry.is_settled(one)
    inquiry.take(one, hands, ANSWER.model_copy())
    assert inquiry.is_settled(one)
    assert not one.answers.declared


def test_a_refusal_settles_nothing(rulebook: Rulebook) -> None:
    one, inquiry = matter(rulebook, S.PLATE_REISSUE), VehicleEligibility()
    inquiry.take(one, TestHands(), EligibilityAnswer(decision="refused", reasons=[ReasonCode.VEHICLE_STATE]))
    assert not inquiry.is_settled(one)
    with pytest.raises(LookupError):
        require_vehicle(matter(rulebook, S.PLATE_REISSUE, None).person)


def test_what_can_be_chosen_stands_before_what_cannot(rulebook: Rulebook) -> None:
    one = matter(rulebook, S.PLATE_REISSUE)
    one.person.answer = ANSWER.model_copy(update={"vehicles": [SEALED, CAR, MOTORCYCLE]})
    assert [entry.id for entry in own_vehicles(one)] == [CAR.handle, MOTORCYCLE.handle, SEALED.handle]


@pytest.mark.parametrize("slug", [S.PLATE_REISSUE, S.PLATE_REPLACE])
def test_what_a_temporary_plate_costs_and_how_long_it_holds_is_configured(rulebook: Rulebook, slug: ServiceSlug) -> None:
    content: Any = PLANS[slug].find(slug.value)
    *_, temporary = content.content.questions(matter(rulebook, slug))
    assert dict(temporary.values) == {"fee": "5", "days": "15"}
    dearer = [replace(fee, amount_fen=550) if fee.item else fee for fee in rulebook.fees]
    *_, temporary = content.content.questions(matter(replace(rulebook, fees=tuple(dearer)), slug))
    assert temporary.values["fee"] == "5.50"


@pytest.mark.parametrize("slug", [S.VEHICLE_LICENCE_REISSUE, S.VEHICLE_LICENCE_REPLACE, S.PLATE_REISSUE, S.PLATE_REPLACE])
def test_truth_is_answered_for_by_the_law_on_vehicles(rulebook: Rulebook, slug: ServiceSlug) -> None:
    (truth,) = (rulebook.notices[notice] for notice in PLANS[slug].notices if notice.startswith("truth"))
    assert "机动车登记规定" in truth.text[Language.ZH]
    assert "驾驶证" not in truth.text[Language.ZH]


def test_plates_are_not_called_a_licence_when_it_is_asked_whither(rulebook: Rulebook) -> None:
    stop = PLANS[S.PLATE_REISSUE].find("address")
    content: Any = stop.content if stop else None
    assert content.words == "plate_address"
    assert load_texts(CONFIG).get("plate_address.question", Language.ZH) == "新号牌寄到哪里？"


NO_LICENCE = ("驾驶证", "收到新证前")


@pytest.mark.parametrize("slug", [S.PLATE_REISSUE, S.PLATE_REPLACE, S.VEHICLE_LICENCE_REISSUE, S.VEHICLE_LICENCE_REPLACE])
def test_the_last_screen_says_what_holds_for_this_service(slug: ServiceSlug) -> None:
    book = load_texts(CONFIG)
    said = [book.get(f"submitted.{part}_{slug.value}", Language.ZH) for part in ("meanwhile", "old_one")]
    assert [word for word in NO_LICENCE for sentence in said if word in sentence] == []
