"""What a service costs: its plan and the table of fees must say the same."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.rulebook import Fee, parse_fees
from domain.services import ServiceSlug
from kiosk.flow.contents import Matter
from kiosk.flow.devices import Place, Rulebook
from kiosk.flow.visit import Visit
from kiosk.rulebook import load_rulebook
from kiosk.services.catalogue import PLANS
from kiosk.services.fees import PAY, fee_due
from tests.kiosk.kinds import PLAN as FREE
from tests.kiosk.stage import LOSS, START, settings
from tests.paths import CONFIG

TODAY = START.date()


@pytest.fixture
def rulebook(tmp_path: Path) -> Rulebook:
    return load_rulebook(settings(tmp_path), lambda: Place(1, "渝中区解放碑", "Jiefangbei"))


def at(rulebook: Rulebook) -> Matter:
    return Matter(Visit(0.0), rulebook, START)


def test_a_service_costs_what_the_table_says_on_the_day(rulebook: Rulebook) -> None:
    fees = (Fee(LOSS, 1000, date(2005, 1, 1), "test"), Fee(LOSS, 1200, TODAY, "test"))
    assert fee_due(PLANS[LOSS], at(replace(rulebook, fees=fees))) == 1200
    assert fee_due(PLANS[LOSS], at(replace(rulebook, fees=fees[:1]))) == 1000


def test_a_service_without_a_stop_for_paying_costs_nothing_and_needs_no_row(rulebook: Rulebook) -> None:
    assert fee_due(FREE, at(replace(rulebook, fees=()))) == 0
    assert fee_due(FREE, at(replace(rulebook, fees=(Fee(FREE.service, 1000, TODAY, "test"),)))) == 0


def test_a_row_that_was_forgotten_makes_nothing_free(rulebook: Rulebook) -> None:
    with pytest.raises(LookupError):
        fee_due(PLANS[LOSS], at(replace(rulebook, fees=())))


def test_every_service_that_costs_something_is_paid_on_the_way() -> None:
    costly = {fee.service for fee in parse_fees((CONFIG / "fees.toml").read_text("utf-8")) if fee.amount_fen}
    tabled = {slug for slug, plan in PLANS.items() if plan.has(PAY) and slug is not ServiceSlug.FINE_PAYMENT}  # that is no fee
    assert costly & PLANS.keys() == tabled
