"""The technician's command lines, as they are typed: what they print and how they end."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import serial
from typer.testing import CliRunner, Result

from domain.failures import FailureCode
from drivers.id_card_reader.__main__ import app as id_card_reader
from drivers.receipt_printer.__main__ import app as receipt_printer
from drivers.settings import OVERLAY_VARIABLE
from tests.drivers.conftest import Connect
from tests.drivers.id_card_reader import cards
from tests.drivers.id_card_reader.script import LAID_DOWN, NO_CARD, Answers, ReaderScript
from tests.drivers.receipt_printer.script import PrinterScript, texts

CLI = CliRunner()


def only_object(result: Result) -> dict[str, Any]:
    """Return the one object on standard output."""
    assert result.stdout.count("\n") == 1
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def read(port: Path, *more: str) -> Result:
    return CLI.invoke(id_card_reader, ["read", "--port", str(port), "--json", *more])


def test_reads_a_card_in_its_own_process(connect: Connect) -> None:
    port = connect(ReaderScript(LAID_DOWN)).link
    command = [sys.executable, "-m", "drivers.id_card_reader", "read", "--port", str(port), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "kind": "resident_id_card",
        "name": "测试甲",
        "sex": "女",
        "nation": "汉",
        "birth": "1990-01-01",
        "address": "重庆市江北区测试路1号",
        "number": cards.NUMBER,
        "authority": "重庆市公安局江北区分局",
        "valid_from": "2015-05-06",
        "valid_to": "2035-05-06",
        "photo": True,
    }


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (cards.resident(nation="56", valid_to="长期"), {"nation": "基诺", "valid_to": None}),
        (cards.resident(nation="99", sex="9"), {"nation": "99", "sex": "未说明"}),
        (cards.hmt_permit(), {"kind": "hmt_residence_permit", "nation": ""}),
        (cards.foreign_old(), {"kind": "foreign_pr_card", "nation": "CAN", "address": ""}),
        (cards.foreign_2023(), {"kind": "foreign_pr_card_2023", "nation": "CAN"}),
    ],
)
def test_reads_every_kind_of_card(connect: Connect, block: bytes, expected: dict[str, object]) -> None:
    script = ReaderScript({**LAID_DOWN, cards.READ: cards.reply(0x90, cards.base(block, bytes(1024)))})
    found = only_object(read(connect(script).link))
    assert found.items() >= expected.items()
    assert found["photo"] is False


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, FailureCode.DEVICE_SILENT),
        ({**LAID_DOWN, cards.FIND: cards.FOUND[:-1] + b"\x00"}, FailureCode.ID_READER_BAD_CHECKSUM),
        ({**LAID_DOWN, cards.FIND: cards.FOUND[:9]}, FailureCode.ID_READER_FRAME_TRUNCATED),
        ({**LAID_DOWN, cards.FIND: cards.HEADER + b"\xff" * 99}, FailureCode.ID_READER_FRAME_OVERSIZED),
        ({**LAID_DOWN, cards.READ: cards.reply(0x41)}, FailureCode.ID_CARD_MOVED),
        ({**LAID_DOWN, cards.READ: cards.reply(0x32)}, FailureCode.ID_CARD_REJECTED),
        (NO_CARD, FailureCode.ID_CARD_ABSENT),
    ],
)
def test_ends_with_the_failures_name(connect: Connect, answers: Answers, code: FailureCode) -> None:
    result = read(connect(ReaderScript(answers)).link, "--wait", "0.1")
    assert result.exit_code == 1
    found = only_object(result)
    assert list(found) == ["code", "message", "hint"]
    assert found["code"] == code.value


def test_no_such_port_and_a_port_in_use(connect: Connect, tmp_path: Path) -> None:
    result = read(tmp_path / "missing")
    assert (result.exit_code, only_object(result)["code"]) == (1, "device_unplugged")
    port = connect(ReaderScript(LAID_DOWN)).link
    with serial.Serial(str(port), exclusive=True):
        result = read(port)
    assert (result.exit_code, only_object(result)["code"]) == (1, "device_in_use")


def test_people_read_chinese_first(connect: Connect) -> None:
    port = connect(ReaderScript(LAID_DOWN)).link
    result = CLI.invoke(id_card_reader, ["read", "--port", str(port)])
    assert result.exit_code == 0
    assert result.stdout.startswith("证件种类  kind: resident_id_card\n姓名  name: 测试甲\n")
    assert "芯片照片  photo on the chip: 是  yes" in result.stdout
    failed = CLI.invoke(id_card_reader, ["read", "--port", "/dev/null"])
    assert failed.exit_code == 1
    assert failed.stdout.startswith("✗ device_unplugged\n这台机器")


def test_status_and_self_test_of_the_reader(connect: Connect) -> None:
    port = str(connect(ReaderScript(LAID_DOWN)).link)
    number = "05.01-20236052-0001234567-0457931583"
    status = CLI.invoke(id_card_reader, ["status", "--port", port, "--json"])
    assert only_object(status) == {"status": "online", "warnings": [], "sam_id": number}
    tested = CLI.invoke(id_card_reader, ["self-test", "--port", port, "--json"])
    assert only_object(tested) == {"passed": True, "sam_id": number}
    readable = CLI.invoke(id_card_reader, ["status", "--port", port])
    assert "提醒  warnings: 无  none" in readable.stdout


def test_a_failed_self_test_names_the_failure(connect: Connect) -> None:
    port = connect(ReaderScript({**LAID_DOWN, cards.STATUS: cards.reply(0x66)})).link
    result = CLI.invoke(id_card_reader, ["self-test", "--port", str(port), "--json"])
    assert (result.exit_code, only_object(result)["code"]) == (1, "id_reader_fault")


@pytest.mark.parametrize(
    "words", [[], ["nonsense"], ["read", "--wait", "-1"], ["read", "--wait", "soon"], ["read", "--nonsense"]]
)
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    assert CLI.invoke(id_card_reader, words).exit_code == 2


@pytest.mark.parametrize(
    "overlay", ["[devices.id_card_reader]\nbaudrate = -1\n", "[devices.id_card_reader]\nspeed = 1\n", "no toml"]
)
def test_a_wrong_overlay_is_wrong_usage(overlay: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "overlay.toml"
    monkeypatch.setenv(OVERLAY_VARIABLE, str(path))
    missing = CLI.invoke(id_card_reader, ["status", "--json"])
    path.write_text(overlay)
    wrong = CLI.invoke(id_card_reader, ["status", "--json"])
    assert (missing.exit_code, wrong.exit_code) == (2, 2)
    assert missing.stdout == wrong.stdout == ""


def test_the_overlay_names_the_port(connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(f'[devices.id_card_reader]\nport = "{connect(ReaderScript(LAID_DOWN)).link}"\n')
    monkeypatch.setenv(OVERLAY_VARIABLE, str(overlay))
    assert only_object(CLI.invoke(id_card_reader, ["read", "--json"]))["number"] == cards.NUMBER


def test_prints_a_test_slip(connect: Connect) -> None:
    script = PrinterScript()
    result = CLI.invoke(receipt_printer, ["print-test", "--port", str(connect(script).link), "--json"])
    assert only_object(result) == {"outcome": "delivered"}
    assert texts(script.slips[0])[:2] == ["打印测试", "Print test"]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (PrinterScript(paper_end=True), "receipt_paper_out"),
        (PrinterScript(cover=True), "receipt_cover_open"),
        (PrinterScript(cutter=True), "receipt_cutter_fault"),
        (PrinterScript(breaks_at_cut="cutter"), "receipt_result_unknown"),
        (PrinterScript(mute=True), "device_silent"),
    ],
)
def test_a_test_slip_that_did_not_come_out(connect: Connect, script: PrinterScript, code: str) -> None:
    result = CLI.invoke(receipt_printer, ["print-test", "--port", str(connect(script).link), "--json"])
    assert (result.exit_code, only_object(result)["code"]) == (1, code)


def test_status_and_self_test_of_the_printer(connect: Connect) -> None:
    script = PrinterScript(near_end=True)
    port = str(connect(script).link)
    status = CLI.invoke(receipt_printer, ["status", "--port", port, "--json"])
    assert only_object(status) == {"status": "online", "warnings": ["paper_near_end"]}
    assert "纸快用完" in CLI.invoke(receipt_printer, ["status", "--port", port]).stdout
    assert only_object(CLI.invoke(receipt_printer, ["self-test", "--port", port, "--json"])) == {"passed": True}
    script.cover = True
    closed = CLI.invoke(receipt_printer, ["status", "--port", port, "--json"])
    assert (closed.exit_code, only_object(closed)["code"]) == (1, "receipt_cover_open")
