"""What was declared: one of the service's own words, ticked, or nothing at all."""

import pytest

from domain.rules import driver_licence_reissue_loss, driver_licence_renew_damage
from domain.services import ServiceSlug
from kiosk.flow.contents import Fact
from kiosk.flow.visit import Visit
from kiosk.services.catalogue import PLANS
from kiosk.services.declared import REASON, declared
from kiosk.services.driver_licence_reissue_loss import LOSS
from kiosk.services.driver_licence_renew_damage import DAMAGE

REASONS = ("lost", "stolen")


def said(stop: str, reason: str, *, ticked: bool = True) -> Visit:
    visit = Visit(0.0)
    visit.person.answers.chosen[stop, REASON] = (reason,)
    visit.person.photo.source = "on_file"
    if ticked:
        visit.person.answers.declared.add(stop)
    return visit


def test_it_is_one_of_the_words_of_the_service() -> None:
    assert declared(said(LOSS, "stolen"), LOSS, REASON, REASONS) == "stolen"


@pytest.mark.parametrize(
    "visit",
    [Visit(0.0), said(LOSS, "eaten"), said(LOSS, "lost", ticked=False), said(DAMAGE, "lost")],
    ids=["nothing", "another service's word", "not ticked", "at another stop"],
)
def test_what_was_not_declared_is_a_bug_and_loud(visit: Visit) -> None:
    with pytest.raises(LookupError, match=r"licence_loss\.reason"):
        declared(visit, LOSS, REASON, REASONS)


@pytest.mark.parametrize(
    ("slug", "stop", "reason", "row", "declaration"),
    [
        (
            ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,
            LOSS,
            "stolen",
            "confirm.row.loss_reason",
            driver_licence_reissue_loss.Declaration(reason="stolen", photo="on_file"),
        ),
        (
            ServiceSlug.DRIVER_LICENCE_RENEW_DAMAGE,
            DAMAGE,
            "faded",
            "confirm.row.damage_reason",
            driver_licence_renew_damage.Declaration(reason="faded", photo="on_file"),
        ),
    ],
)
def test_why_a_licence_is_made_anew_is_declared_and_shown(
    slug: ServiceSlug, stop: str, reason: str, row: str, declaration: object
) -> None:
    plan, visit = PLANS[slug], said(stop, reason)
    assert plan.declaration is not None
    assert plan.declaration(visit) == declaration
    assert plan.facts(visit)[0] == Fact(row, value_key=f"{stop}.reason.{reason}", edit=stop)
    visit.person.photo.source = None
    with pytest.raises(LookupError):
        plan.declaration(visit)
