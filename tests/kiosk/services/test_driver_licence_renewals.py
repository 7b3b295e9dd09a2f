"""The three renewals as a citizen goes through them, up to what is lodged."""

from datetime import date
from pathlib import Path

import pytest

from domain.reasons import ReasonCode
from domain.rules import driver_licence_renew_damage, driver_licence_renew_expiry, driver_licence_renew_overage
from domain.services import ServiceSlug
from domain.wire.v1 import EligibilityAnswer
from kiosk.services import driver_licence_renew_overage as overage
from tests.kiosk.stage import ELIGIBLE, Stage

DAMAGE, EXPIRY, OVERAGE = (
    ServiceSlug.DRIVER_LICENCE_RENEW_DAMAGE,
    ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY,
    ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE,
)
OLD = date(1960, 1, 1)
OFFERED = ELIGIBLE.model_copy(
    update={
        "options": ["c1", "c2", "c1_c6", "c2_c6"],
        "licence": ELIGIBLE.licence and ELIGIBLE.licence.model_copy(update={"classes": "A2D"}),
    }
)


def begun(tmp_path: Path, slug: ServiceSlug, answer: EligibilityAnswer = ELIGIBLE, birth: date = OLD) -> Stage:
    stage = Stage(tmp_path)
    stage.wake()
    stage.choose(slug)
    stage.lay_card(birth=birth)
    stage.answer("ask", answer)
    return stage


def test_a_damaged_licence(tmp_path: Path) -> None:
    stage = begun(tmp_path, DAMAGE)
    stage.declare("broken")
    stage.choose_photo()
    assert stage.step == "notices"
    declared = driver_licence_renew_damage.Declaration(reason="broken", photo="taken")
    plan = stage.offers.plans[DAMAGE]
    assert plan.declaration
    assert plan.declaration(stage.machine._visit) == declared


def test_an_expiring_licence_is_only_declared(tmp_path: Path) -> None:
    stage = begun(tmp_path, EXPIRY)
    assert stage.view["questions"] == []
    stage.touch("declare", on=True)
    stage.touch("next")
    stage.choose_photo()
    plan = stage.offers.plans[EXPIRY]
    assert plan.declaration
    assert plan.declaration(stage.machine._visit) == driver_licence_renew_expiry.Declaration(photo="taken")


def test_the_class_that_is_kept_is_shown_with_what_it_makes(tmp_path: Path) -> None:
    stage = begun(tmp_path, OVERAGE, OFFERED)
    assert stage.step == "licence_overage"
    assert stage.view["questions"][0]["options"] == ["c1", "c2", "c1_c6", "c2_c6"]
    stage.touch("choose", question="keep", option="c1_c6")
    assert stage.view["facts"][-1] == {"key": "licence.fact.after", "value": "C1C6D", "value_key": None, "plate": None}
    stage.touch("choose", question="keep", option="rest")  # not offered
    assert stage.view["questions"][0]["chosen"] == ["c1_c6"]
    stage.touch("declare", on=True)
    stage.touch("next")
    stage.choose_photo()
    declared = driver_licence_renew_overage.Declaration(keep="c1_c6", photo="taken")
    assert overage.declaration(stage.machine._visit) == declared


def test_without_the_office_nobody_can_say_what_may_be_kept(tmp_path: Path) -> None:
    stage = begun(tmp_path, OVERAGE, OFFERED)
    stage.touch("back")
    assert stage.step == "home"


def test_nobody_under_63_is_asked_anything_of_the_office(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.wake()
    stage.choose(OVERAGE)
    stage.lay_card(birth=date(1990, 1, 1))
    assert (stage.screen, stage.view["reasons"]) == ("advice", ["R-AGE"])


@pytest.mark.parametrize("slug", [DAMAGE, EXPIRY])
def test_over_age_leads_to_the_exchange(tmp_path: Path, slug: ServiceSlug) -> None:
    stage = begun(tmp_path, slug, EligibilityAnswer(decision="refused", reasons=[ReasonCode.AGE], instead=OVERAGE))
    assert (stage.view["reasons"], stage.view["instead"], stage.view["service"]) == (["R-AGE"], OVERAGE, slug)


@pytest.mark.parametrize("slug", [DAMAGE, EXPIRY, OVERAGE])
def test_nothing_is_declared_before_it_is(tmp_path: Path, slug: ServiceSlug) -> None:
    stage = begun(tmp_path, slug, OFFERED)
    plan = stage.offers.plans[slug]
    assert plan.declaration
    with pytest.raises(LookupError):
        plan.declaration(stage.machine._visit)
