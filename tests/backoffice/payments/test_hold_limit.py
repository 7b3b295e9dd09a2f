"""Holding one number after the other tells what each is: a payer and a terminal may ask for so many different ones an hour."""

from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from backoffice.audit.models import AuditEntry
from backoffice.payments import hold_limit
from backoffice.payments.fine_models import FineHoldAsked
from tests.backoffice.handling_stage import PEOPLE, Stage
from tests.backoffice.terminals import problem

PAYER, OTHER = PEOPLE["zhao_min"].number, PEOPLE["tan_yujia"].number
OF_PAYER, OF_TERMINAL = 4, 6


@pytest.fixture(autouse=True)
def _strict(stage: Stage) -> None:
    limits = stage.office.settings.fines.model_copy(
        update={"decisions_per_payer_and_hour": OF_PAYER, "decisions_per_terminal_and_hour": OF_TERMINAL}
    )
    object.__setattr__(stage.office, "settings", stage.office.settings.model_copy(update={"fines": limits}))


def number(running: int) -> str:
    return f"50019{running:011d}"


def ask(stage: Stage, *runnings: int, payer: str = PAYER, purpose: str = "pay") -> httpx.Response:
    numbers = [number(one) for one in runnings]
    return stage.post("fine-hold", {"key": str(uuid4()), "payer": payer, "decision_numbers": numbers, "purpose": purpose})


def statuses(stage: Stage, *runnings: int, payer: str = PAYER) -> list[int]:
    return [ask(stage, one, payer=payer).status_code for one in runnings]


def test_a_payer_is_stopped_at_the_limit_and_it_is_audited_without_him(stage: Stage) -> None:
    assert statuses(stage, 1, 2, 3, 4) == [200] * OF_PAYER
    refused = ask(stage, 5)
    assert problem(refused) == (429, "hold_limit")
    assert 0 < int(refused.headers["Retry-After"]) <= hold_limit.WINDOW.total_seconds() + 1
    assert PAYER not in refused.text
    with stage.office.reading() as work:
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "fines.hold_limit_reached")).one()
    assert entry.codes == ["payer"]
    assert PAYER not in str(entry.subject)


def test_the_same_again_counts_once_and_what_was_refused_does_not(stage: Stage) -> None:
    assert statuses(stage, 1, 1, 2, 2, 3, 4, 5, 4, 1) == [200] * 6 + [429] + [200] * 2


def test_all_of_an_order_or_none(stage: Stage) -> None:
    assert ask(stage, 1, 2).status_code == 200
    assert ask(stage, 3, 4, 5).status_code == 429
    assert ask(stage, 3, 4).status_code == 200


def test_a_terminal_is_stopped_whoever_pays(stage: Stage) -> None:
    assert statuses(stage, 1, 2, 3) == [200] * 3
    assert statuses(stage, 4, 5, 6, 7, payer=OTHER) == [200] * 3 + [429]
    assert statuses(stage, 1, payer=OTHER) == [200]


def test_an_hour_later_there_is_room(stage: Stage) -> None:
    assert statuses(stage, 1, 2, 3, 4, 5)[-1] == 429
    stage.clock.advance(hold_limit.WINDOW.total_seconds())
    assert statuses(stage, 5) == [200]
    with stage.office.reading() as work:
        assert work.session.scalar(select(func.count()).select_from(FineHoldAsked)) == 1


def test_letting_go_and_clarifying_are_never_refused(stage: Stage) -> None:
    statuses(stage, 1, 2, 3, 4, 5)
    for purpose in ("release", "clarify"):
        assert ask(stage, purpose=purpose, payer="").status_code == 200


def test_who_pays_must_be_said(stage: Stage) -> None:
    assert problem(ask(stage, 1, payer="")) == (422, "message_invalid")


def test_the_registry_is_not_asked_for_what_is_refused(stage: Stage) -> None:
    statuses(stage, 1, 2, 3, 4)
    before = stage.registry.gate.requests
    assert ask(stage, 5).status_code == 429
    assert stage.registry.gate.requests == before
