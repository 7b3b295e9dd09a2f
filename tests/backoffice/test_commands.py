"""The command line: what it prints, what it refuses, and a backup that really is one."""

import json
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from backoffice.__main__ import app
from backoffice.audit import services as audit
from backoffice.office import SYSTEM
from backoffice.opening import open_office
from backoffice.review import cases
from backoffice.settings import OVERLAY as OVERLAY_VARIABLE
from backoffice.settings import load_settings
from backoffice.staff.sign_in import SignInRefused, sign_in
from domain.clock import FrozenClock
from tests.backoffice import acts
from tests.backoffice.conftest import OVERLAY
from tests.backoffice.people import FRIDAY_NOON, application

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "overlay.toml"
    path.write_text(OVERLAY.format(state=tmp_path / "state", database="", url="http://127.0.0.1:1", key="k"))
    monkeypatch.setenv(OVERLAY_VARIABLE, str(path))
    return path


def run(*words: str, typed: str = "") -> Result:
    return RUNNER.invoke(app, list(words), input=typed)


def test_demo_clerks_can_sign_in_and_change_with_every_run() -> None:
    told = [json.loads(run("demo", "--json").stdout) for _ in range(2)]
    first, second = (one["clerks"] for one in told)
    technicians = [one["technician"] for one in told]
    assert [one["username"] for one in first] == [one["username"] for one in second]
    assert {one["password"] for one in first}.isdisjoint(one["password"] for one in second)
    assert [one["number"] for one in technicians] == ["0217", "0217"]
    assert technicians[0]["pin"] != technicians[1]["pin"]
    roles = {role for one in first for role in one["roles"]}
    assert roles == {"reviewer", "producer", "dispatcher", "penalties", "supervisor", "auditor", "admin"}
    office = open_office(load_settings(), FrozenClock(FRIDAY_NOON))
    assert sign_in(office, second[0]["username"], second[0]["password"])
    with pytest.raises(SignInRefused):
        sign_in(office, first[0]["username"], first[0]["password"])
    office.database.close()


def test_demo_refuses_every_other_profile(overlay: Path) -> None:
    overlay.write_text(overlay.read_text().replace("sandbox", "production"))
    result = run("demo", "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert json.loads(result.stderr)["code"] == "refused_profile"
    assert json.loads(run("staff", "list", "--json").stdout) == {"staff": []}


def test_demo_clerks_have_codes_besides_their_passwords(overlay: Path) -> None:
    overlay.write_text(overlay.read_text().replace("second_factor = false", ""))
    one = json.loads(run("demo", "--json").stdout)["clerks"][0]
    office = open_office(load_settings(), FrozenClock(FRIDAY_NOON))
    code = pyotp.TOTP(one["second_factor"]).at(FRIDAY_NOON)
    assert sign_in(office, one["username"], one["password"], code)
    with pytest.raises(SignInRefused):
        sign_in(office, one["username"], one["password"])
    office.database.close()


def test_staff_come_and_go() -> None:
    assert run("migrate").exit_code == 0
    added = run("staff", "add", "lijing", "李静", "--role", "reviewer", "--role", "auditor", "--district", "500103", "--json")
    assert added.exit_code == 0
    password = json.loads(added.stdout)["password"]
    assert run("staff", "add", "lijing", "李静", "--role", "reviewer").exit_code == 1
    assert run("staff", "add", "Short", "x", "--role", "reviewer").exit_code == 1
    assert run("staff", "add", "x", "x", "--role", "reviewer", "--district", "1").exit_code == 1
    assert run("staff", "add", "x", "x", "--role", "king").exit_code == 2
    assert run("staff", "add", "suntao", "孙涛", "--role", "admin").exit_code == 0
    listed = json.loads(run("staff", "list", "--json").stdout)["staff"]
    assert listed[0] == {
        "username": "lijing",
        "display_name": "李静",
        "roles": ["auditor", "reviewer"],
        "districts": ["500103"],
        "active": True,
        "second_factor": False,
    }
    assert json.loads(run("staff", "new-password", "lijing", "--json").stdout)["password"] != password
    for helped in ("reset-second-factor", "unlock", "end-sessions", "disable"):
        assert run("staff", helped, "lijing").exit_code == 0
        assert run("staff", helped, "nobody").exit_code == 1
    assert "x" in run("staff", "list").stdout
    assert run("staff", "enable", "lijing").exit_code == 0
    assert run("staff", "duties", "lijing", "--role", "supervisor").exit_code == 0
    assert json.loads(run("staff", "list", "--json").stdout)["staff"][0]["roles"] == ["supervisor"]


@pytest.mark.parametrize("words", [("disable", "suntao"), ("duties", "suntao", "--role", "reviewer")])
def test_the_last_administrator_stays(words: tuple[str, ...]) -> None:
    run("migrate")
    run("staff", "add", "suntao", "孙涛", "--role", "admin")
    refused = run("staff", *words)
    assert (refused.exit_code, json.loads(refused.stderr)["code"]) == (1, "last_admin")
    assert run("staff", "add", "hewei", "何伟", "--role", "admin").exit_code == 0
    assert run("staff", *words).exit_code == 0


def test_audit_verify_tells_by_its_exit_status() -> None:
    run("demo")
    assert json.loads(run("audit", "verify", "--json").stdout)["waiting"] == 6
    office = open_office(load_settings(), FrozenClock(FRIDAY_NOON))
    with office.database.writing() as session:
        audit.seal(session)
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("UPDATE audit_entry SET actor = 'somebody' WHERE id = 2"))
    office.database.close()
    broken = run("audit", "verify", "--json")
    assert (broken.exit_code, json.loads(broken.stdout)["broken_at"]) == (1, 2)


def test_a_backup_brings_everything_back(tmp_path: Path, overlay: Path) -> None:
    run("migrate")
    office = open_office(load_settings(), FrozenClock(FRIDAY_NOON))
    number = acts.take_in(office)
    assert run("backup", str(tmp_path / "copy")).exit_code == 0
    assert run("backup", str(tmp_path / "copy")).exit_code == 1  # never over an older one
    assert run("restore", str(tmp_path / "copy")).exit_code == 1  # never over an office
    later = acts.take_in(office, application(2))
    office.database.close()

    overlay.write_text(overlay.read_text().replace(str(tmp_path / "state"), str(tmp_path / "new")))
    assert run("restore", str(tmp_path / "nowhere")).exit_code == 1
    assert run("restore", str(tmp_path / "copy")).exit_code == 0
    restored = open_office(load_settings(), FrozenClock(FRIDAY_NOON))
    with restored.writing(SYSTEM) as work:
        assert cases.get_body(work, number) == application()
        assert cases.find_case(work.session, later) is None
    restored.database.close()


def test_a_damaged_backup_is_not_restored(tmp_path: Path, overlay: Path) -> None:
    run("migrate")
    office = open_office(load_settings(), FrozenClock(FRIDAY_NOON))
    acts.take_in(office)
    office.database.close()
    run("backup", str(tmp_path / "copy"))
    database = tmp_path / "copy" / "office.db"
    content = bytearray(database.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    database.write_bytes(content)
    overlay.write_text(overlay.read_text().replace(str(tmp_path / "state"), str(tmp_path / "new")))
    assert run("restore", str(tmp_path / "copy")).exit_code == 1
    assert not (tmp_path / "new" / "office.db").exists()
