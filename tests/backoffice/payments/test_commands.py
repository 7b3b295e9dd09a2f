"""What scripts are told of the money."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from backoffice.__main__ import app
from backoffice.audit.models import AuditEntry
from backoffice.office import Office
from backoffice.settings import OVERLAY
from tests.backoffice.payments.paying import CARD, make_terminal, take_in_paid


@pytest.fixture(autouse=True)
def overlay(tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert office.settings.is_sandbox
    monkeypatch.setenv(OVERLAY, str(tmp_path / "overlay.toml"))


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["payments", *words])


def test_payments_are_listed_oldest_first(office: Office) -> None:
    make_terminal(office, 7)
    first, second = take_in_paid(office, 1), take_in_paid(office, 2, paid_at="2026-11-20T13:00:00+08:00")
    listed = json.loads(run("list", "--day", "2026-11-20", "--json").stdout)["payments"]
    assert [row["order_id"] for row in listed] == [str(first.order_id), str(second.order_id)]
    assert listed[0] == {
        "order_id": str(first.order_id),
        "number": first.case_number,
        "service": "driver_licence_reissue_loss",
        "terminal": 7,
        "amount_fen": 1000,
        "card": CARD,
        "reference": "261120000042",
        "authorisation": "A1B2C3",
        "trace": "000001",
        "batch": "000001",
        "paid_at": "2026-11-20T12:00:00+08:00",
        "received_at": "2026-11-20T12:00:00+08:00",
        "state": "posted",
        "refund_reference": None,
        "owed_fen": 0,
    }


@pytest.mark.parametrize("words", [("--day", "2026-11-19"), ("--state", "refund_due")])
def test_filters_count(office: Office, words: tuple[str, ...]) -> None:
    take_in_paid(office)
    assert json.loads(run("list", *words, "--json").stdout) == {"payments": []}


def test_a_day_is_told_in_totals(office: Office) -> None:
    make_terminal(office, 7)
    take_in_paid(office, 1)
    take_in_paid(office, 2, amount_fen=250)
    nothing = {"count": 0, "amount_fen": 0}
    assert json.loads(run("day", "2026-11-20", "--json").stdout) == {
        "day": "2026-11-20",
        "posted": {"count": 2, "amount_fen": 1250},
        "refund_due": nothing,
        "refunded": nothing,
        "put_aside": nothing,
        "terminals": [{"terminal": 7, "count": 2, "amount_fen": 1250}],
    }


def test_people_read_yuan(office: Office) -> None:
    number = take_in_paid(office).case_number
    assert f"{number}      10.00  posted" in run("list").stdout
    assert "posted          1        10.00" in run("day", "2026-11-20").stdout


def test_nonsense_is_wrong_usage() -> None:
    assert run("list", "--day", "today").exit_code == 2
    assert run("list", "--state", "stolen").exit_code == 2


def test_listing_is_audited(office: Office) -> None:
    run("list", "--json")
    with office.reading() as work:
        assert "payments.listed" in work.session.scalars(select(AuditEntry.action)).all()
