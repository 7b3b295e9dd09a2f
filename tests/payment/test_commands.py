"""The technician's commands of the payment process: words in two languages, one JSON object, an exit status that tells."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from drivers.device import DeviceStatus
from payment.__main__ import app
from payment.server import Server
from payment.wire import SOCKET_NAME
from simulators.partners.acquirer import AcquirerFault
from tests.payment.counter import Counter
from tests.simulators.waiting import until

pytestmark = pytest.mark.expects_log


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """Settings of a terminal of its own; nobody listens there."""
    path = tmp_path / "overlay.toml"
    path.write_text(f'state_dir = "{tmp_path}/terminal"\n', "utf-8")
    return path


@pytest.fixture
def listening(counter: Counter, tmp_path: Path, overlay: Path) -> Iterator[Path]:
    """The same settings, with a till behind them."""
    server = Server(tmp_path / "terminal" / "payment" / SOCKET_NAME, counter.till)
    server.start()
    until(lambda: {report.status for report in counter.till.reports().values()} == {DeviceStatus.ONLINE})
    yield overlay
    server.stop()


def call(overlay: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*words, "--overlay", str(overlay)])
    return result.exit_code, result.output


def call_json(overlay: Path, *words: str) -> tuple[int, dict[str, Any]]:
    status, said = call(overlay, *words, "--json")
    return status, json.loads(said)


def test_devices_that_are_there_are_no_failure(listening: Path) -> None:
    online = dict.fromkeys(("bank_card_reader", "pin_pad", "acquirer"), "online")
    assert call_json(listening, "status") == (0, {"devices": online})
    status, said = call(listening, "status")
    assert (status, "密码键盘  PIN pad: 正常  online" in said) == (0, True)


@pytest.mark.parametrize("command", ["status", "self-test"])
def test_a_process_that_is_away_is_a_failure(overlay: Path, command: str) -> None:
    status, found = call_json(overlay, command)
    assert (status, found["code"], set(found["devices"])) == (
        1,
        "payment_process_gone",
        {"bank_card_reader", "pin_pad", "acquirer"},
    )
    assert call(overlay, command)[0] == 1


def test_a_self_test_names_what_failed(counter: Counter, listening: Path) -> None:
    passed = dict.fromkeys(("bank_card_reader", "pin_pad", "acquirer"), "passed")
    assert call_json(listening, "self-test") == (0, {"devices": passed})
    counter.host.set_fault(AcquirerFault.SIGN_ON_REFUSED)
    status, found = call_json(listening, "self-test")
    assert (status, found["code"]) == (1, "acquirer_refused")
    assert found["devices"] == {**passed, "acquirer": "acquirer_refused"}


@pytest.mark.parametrize("amount", ["0", "-1", "10000001", "much"])
def test_an_amount_without_sense_is_wrong_usage(overlay: Path, amount: str) -> None:
    assert call(overlay, "pay", "--", amount)[0] == 2


def test_a_payment_that_was_not_made_is_no_success(counter: Counter, listening: Path) -> None:
    counter.slot.insert("debit")
    counter.host.set_fault(AcquirerFault.DOWN)
    assert counter.till.self_test()["acquirer"] is not None
    status, said = call(listening, "pay", "1000")
    assert (status, "没有扣款  not charged" in said, "10.00 元  CNY 10.00" in said) == (1, True, True)


def test_nothing_pending_is_said(overlay: Path) -> None:
    assert call(overlay, "pending") == (0, "没有付款记录  no payments\n")
    assert call_json(overlay, "pending") == (0, {"payments": []})
