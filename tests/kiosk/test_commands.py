"""The technician's commands: one object of JSON and nothing else, an exit status, and never a stack of frames."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from backend_client.database import database_path, open_database, writing
from domain.clock import FrozenClock, SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure
from kiosk.__main__ import Gate
from kiosk.audit.events import parse_events
from kiosk.commands import app
from kiosk.flow.screen_state import ScreenState, Touch
from kiosk.maintenance.self_test import run_self_test
from kiosk.settings import Settings
from kiosk.store.room import StoreRoom
from tests.kiosk.devices import TablePrinter, TableReader
from tests.kiosk.office import OneKeyOffice
from tests.kiosk.stage import START, Stage, settings
from tests.paths import CONFIG


@pytest.fixture
def its_settings(tmp_path: Path) -> Settings:
    return settings(tmp_path)


@pytest.fixture
def number(tmp_path: Path, its_settings: Settings) -> str:
    """An application in the store."""
    stage = Stage(tmp_path)
    stage.walk_to("submitted")
    identity = OneKeyOffice().enrol(its_settings.state_dir)
    events = parse_events((CONFIG / "events.toml").read_text("utf-8"))
    room = StoreRoom(its_settings.state_dir, FrozenClock(START), events, lambda: identity)
    room.open()
    saved = room.lodge(uuid4(), stage.hands.waiting("save").asked[1])
    room.close()
    return saved.number


def call(tmp_path: Path, *words: str) -> tuple[int, Any]:
    result = CliRunner().invoke(app, [*words, "--overlay", str(tmp_path / "overlay.toml"), "--json"])
    return result.exit_code, json.loads(result.stdout) if result.stdout.strip() else None


def test_the_outbox_is_listed_and_shown(tmp_path: Path, number: str) -> None:
    status, found = call(tmp_path, "outbox", "list")
    assert status == 0
    assert [row["number"] for row in found["applications"]] == [number]
    status, row = call(tmp_path, "outbox", "show", f"{number[:4]} {number[4:]}")
    assert (status, row["state"], row["tries"]) == (0, "ready", 0)
    assert "sealed" not in row
    assert call(tmp_path, "outbox", "show", "1234")[0] == 2


def test_an_intact_audit_log_is_verified(tmp_path: Path, number: str) -> None:
    status, found = call(tmp_path, "audit", "verify")
    assert (status, found["intact"], found["rows"]) == (0, True, 2)


def test_a_broken_audit_log_is_a_failure(tmp_path: Path, its_settings: Settings, number: str) -> None:
    engine = open_database(database_path(its_settings.state_dir))
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER audit_log_is_not_changed"))
        connection.execute(text("UPDATE audit_log SET event = 'bug' WHERE seq = 2"))
    engine.dispose()
    status, found = call(tmp_path, "audit", "verify")
    assert (status, set(found)) == (1, {"code", "message", "hint"})
    assert "2" in found["hint"]


@pytest.mark.parametrize("words", [("outbox", "list"), ("audit", "verify")])
def test_without_a_store_the_failure_has_its_code(tmp_path: Path, its_settings: Settings, words: tuple[str, ...]) -> None:
    status, found = call(tmp_path, *words)
    assert (status, found["code"]) == (1, "store_failed")


def test_settings_that_make_no_sense_are_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "overlay.toml").write_text('[office]\nurl = "http://10.0.0.1"')
    assert call(tmp_path, "outbox", "list") == (2, None)


def test_a_self_test_without_devices_names_the_first_failure(tmp_path: Path) -> None:
    (tmp_path / "overlay.toml").write_text(
        f'profile = "sandbox"\nstate_dir = "{tmp_path}/terminal"\n[office]\nurl = "http://127.0.0.1:1"\n'
        f'[devices.id_card_reader]\nport = "{tmp_path}/gone"\n[devices.receipt_printer]\nport = "{tmp_path}/gone"\n'
    )
    status, found = call(tmp_path, "self-test")
    assert (status, found["code"]) == (1, "device_unplugged")
    papers = {"receipt_printer", "document_printer", "code_scanner", "document_camera", "cabinet", "ups", "speaker"}
    assert set(found["devices"]) == papers | {"id_card_reader", "camera", "bank_card_reader", "pin_pad", "acquirer"}
    assert found["devices"]["pin_pad"] == "payment_process_gone"
    well = dict.fromkeys(("clock", "calendar", "disk", "certificate", "database", "models"), "passed")
    assert found["checks"] == {**well, "network": "network_down"}


def test_a_self_test_of_one_part_leaves_the_others_alone(tmp_path: Path, its_settings: Settings) -> None:
    assert call(tmp_path, "self-test", "disk") == (0, {"passed": True, "devices": {}, "checks": {"disk": "passed"}})
    assert call(tmp_path, "self-test", "dishwasher") == (2, None)


def test_an_outbox_without_applications_says_so(tmp_path: Path, its_settings: Settings) -> None:
    events = parse_events((CONFIG / "events.toml").read_text("utf-8"))
    room = StoreRoom(its_settings.state_dir, FrozenClock(START), events, lambda: None)
    room.open(settle=False)
    room.close()
    assert call(tmp_path, "outbox", "list") == (0, {"applications": []})
    shown = CliRunner().invoke(app, ["outbox", "list", "--overlay", str(tmp_path / "overlay.toml")])
    assert (shown.exit_code, shown.output) == (0, "applications: 无  none\n")


def test_a_self_test_says_that_the_panel_hangs_too_high(tmp_path: Path, its_settings: Settings) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(overlay.read_text("utf-8") + "[ui]\npanel_bottom_mm = 1000\n", "utf-8")
    said = CliRunner().invoke(app, ["self-test", "--overlay", str(overlay), "--json"])
    assert "at most 901 mm" in said.stderr
    json.loads(said.stdout)  # one object and nothing else


def test_a_self_test_keeps_every_result(its_settings: Settings) -> None:
    def broken(_settings: Settings, _clock: object) -> TablePrinter:
        raise DeviceFailure(FailureCode.DEVICE_IN_USE)

    results = run_self_test(
        its_settings, SystemClock(), {"id_card_reader": lambda *_: TableReader(), "receipt_printer": broken}
    )
    assert (results["id_card_reader"].passed, results["receipt_printer"].failure) == (True, FailureCode.DEVICE_IN_USE)
    engine = open_database(database_path(its_settings.state_dir))
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT device, passed, failure FROM self_tests ORDER BY id")).all()
    engine.dispose()
    assert [tuple(row) for row in kept] == [("id_card_reader", 1, None), ("receipt_printer", 0, "device_in_use")]


def test_a_closed_gate_lets_nothing_through() -> None:
    gate, seen = Gate(), list[ScreenState]()
    gate.observe(seen.append)
    gate.send(Touch("wake"))  # nobody is there yet
    gate.show(ScreenState(1, "attract"))
    gate.close()
    gate.show(ScreenState(2, "home"))
    gate.send(Touch("wake"))
    assert [state.serial for state in seen] == [1]
