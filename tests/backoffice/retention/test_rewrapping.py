"""Another master key, on both engines: all is wrapped anew while the office runs; killed it goes on; the old key goes last."""

import json
import os
import signal
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from backoffice.__main__ import app
from backoffice.audit.models import AuditEntry
from backoffice.fleet import terminal_commands
from backoffice.fleet.models import TerminalLog
from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.recovery.services import back_up, restore
from backoffice.refusals import Refused
from backoffice.retention import faces, rewrapping
from backoffice.retention import services as evidence
from backoffice.retention.models import EvidenceKey, FaceEvidence
from backoffice.retention.rewrapping import REST, StillNeeded, add, count, retire, rewrap, rings
from backoffice.retention.vault import SealBroken
from backoffice.review import cases
from backoffice.settings import OVERLAY as OVERLAY_VARIABLE
from backoffice.staff.models import Role
from backoffice.violations.models import HandlingNotice
from backoffice.violations.notices import PENALTIES, room_of, told_penalties
from domain.clock import FrozenClock, SystemClock
from domain.wire.v1_faces import FaceBody
from domain.wire.v1_fleet import CommandKind
from tests.backoffice import acts
from tests.backoffice.conftest import OVERLAY
from tests.backoffice.fleet.fleet import Fleet
from tests.backoffice.people import application

CASES = 3
OTHERS = 2  # a notice and a log: data keys of their own


def furnished(office: Office) -> list[str]:
    """Take cases in, with faces, and keep a notice and a log of a terminal; returns the cases' numbers."""
    numbers = [acts.take_in(office, application(running)) for running in range(1, CASES + 1)]
    terminal_id = Fleet(office).add(77)
    admin = acts.add(office, "keeper", Role.ADMIN)
    with office.writing(SYSTEM) as work:
        for number in numbers:
            faces.keep(work, number, FaceBody(number=number, terminal_id="t", taken_at=work.now, pictures=["V0xm"]))
    with office.writing(admin) as work:
        command = terminal_commands.order(work, terminal_id, CommandKind.UPLOAD_LOGS)
        wrapped = office.vault.make_wrapped_key(command)
        sealed = office.vault.seal(wrapped, f"{command}:terminal-log", b"calm")
        kept = {"terminal_id": terminal_id, "taken_at": work.now, "size": 4, "wrapped": wrapped, "sealed": sealed}
        work.session.add(TerminalLog(command=command, **kept))
        notice = uuid4()
        wrapped = office.vault.make_wrapped_key(room_of(notice))
        sealed = office.vault.seal(wrapped, f"{room_of(notice)}:penalties", PENALTIES.dump_json([]))
        hashes = dict.fromkeys(("person_hash", "sha256_zh", "sha256_en", "remedies_sha256"), "0" * 64)
        about = {"terminal_id": terminal_id, "made_at": work.now, "valid_until": work.now, "version": "1", "wrapped": wrapped}
        work.session.add(HandlingNotice(id=notice, sealed=sealed, **hashes, **about))
    return numbers


def assert_all_opens(office: Office, numbers: list[str]) -> None:
    admin = replace(acts.add(office, f"keeper-{uuid4().hex[:6]}", Role.ADMIN))
    with office.writing(admin) as work:
        for running, number in enumerate(numbers, start=1):
            assert cases.get_body(work, number) == application(running)
            assert faces.find(work, number) is not None
        command = work.session.scalars(select(TerminalLog.command)).one()
        assert terminal_commands.fetch_log(work, command)[1] == b"calm"
        assert told_penalties(work, work.session.scalars(select(HandlingNotice)).one()) == []


def later(office: Office) -> Office:
    """The same office, when the newest master key has been in use for long enough."""
    return replace(office, clock=FrozenClock(SystemClock().now() + REST * 2))


def test_everything_goes_under_the_new_key_and_the_old_one_goes(either_office: Office) -> None:
    office, numbers = either_office, furnished(either_office)
    running = open_office(office.settings, office.clock)  # another process, which knows of nothing
    master, face_master = rings(office)
    assert (count(office, master), count(office, face_master)) == (
        {"master.key": CASES + OTHERS},
        {"face-master.key": CASES},
    )
    for ring in (master, face_master):
        add(office, ring)
        with pytest.raises(StillNeeded, match="key_too_new"):
            retire(office, ring)
        with pytest.raises(StillNeeded, match="key_in_use"):
            retire(later(office), ring)
    another = acts.take_in(running, application(CASES + 1))
    assert count(office, master) == {"master.key": CASES + OTHERS, "master-0002.key": 1}, "used at once"
    assert (rewrap(office, master), rewrap(office, face_master)) == (CASES + OTHERS, CASES)
    assert rewrap(office, master) == 0
    assert retire(later(office), master) == ["master.key"]
    assert retire(later(office), face_master) == ["face-master.key"]
    assert_all_opens(running, numbers)
    fresh = open_office(office.settings, office.clock)
    with fresh.writing(SYSTEM) as work:
        assert cases.get_body(work, another) == application(CASES + 1)
        told = work.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("keys."))).all()
    assert_all_opens(fresh, numbers)
    assert sorted(told) == ["keys.added"] * 2 + ["keys.retired"] * 2 + ["keys.rewrapped"] * 2
    assert sorted(path.name for path in office.settings.keys_dir.glob("*master*")) == [
        "face-master-0002.key",
        "master-0002.key",
    ]
    assert add(fresh, rings(fresh)[0]) == "master-0003.key"
    for opened in (running, fresh):
        opened.database.close()


@pytest.mark.parametrize("after", [CASES, *(pytest.param(n, marks=pytest.mark.long) for n in (0, 1, CASES + OTHERS))])
def test_killed_anywhere_it_goes_on(either_office: Office, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    office, numbers = either_office, furnished(either_office)
    monkeypatch.setattr(rewrapping, "AT_ONCE", 2)
    (ring, _) = rings(office)
    add(office, ring)
    office.database.engine.dispose()  # no connection is shared with the child
    child = os.fork()
    if child == 0:
        _die_after(office, after)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    left = count(office, ring)["master.key"]
    assert 0 <= CASES + OTHERS - left <= after
    assert rewrap(office, ring) == left
    assert count(office, ring) == {"master.key": 0, "master-0002.key": CASES + OTHERS}
    assert_all_opens(office, numbers)


def _die_after(office: Office, rows: int) -> None:
    """Wrap so many data keys anew, then be killed, in the middle of a portion or at its end."""
    done, one = 0, rewrapping._rewrap_one

    def mortal(*about: object) -> int:
        nonlocal done
        if done == rows:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1
        return one(*about)  # type: ignore[arg-type]

    rewrapping._rewrap_one = mortal  # type: ignore[assignment]
    rewrap(office, rings(office)[0])
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_retention_ends_meanwhile_stays_ended(office: Office) -> None:
    numbers = furnished(office)
    (ring, face_ring) = rings(office)
    for one in (ring, face_ring):
        add(office, one)
        for drawer in one.drawers:
            for page in rewrapping._pages(office, drawer):
                evidence.destroy(office, SYSTEM, numbers[0])
                faces.destroy(office, SYSTEM, numbers[0])
                rewrapping._rewrap_page(office, one, drawer, page)
    with office.writing(SYSTEM) as work:
        for column in (EvidenceKey.wrapped, FaceEvidence.wrapped):
            assert work.session.scalar(select(func.count(column))) == CASES - 1
        with pytest.raises(Refused):
            cases.get_body(work, numbers[0])
        assert cases.get_body(work, numbers[1]) == application(2)


def test_what_no_key_opens_keeps_the_older_ones(office: Office) -> None:
    numbers = furnished(office)
    (ring, _) = rings(office)
    add(office, ring)
    with office.writing(SYSTEM) as work:
        work.session.get_one(EvidenceKey, numbers[0]).wrapped = b"\0" * 60
    assert rewrap(office, ring) == CASES + OTHERS - 1
    assert count(office, ring)["?"] == 1
    with pytest.raises(StillNeeded, match="key_in_use"):
        retire(later(office), ring)
    with office.writing(SYSTEM) as work, pytest.raises(SealBroken):
        cases.get_body(work, numbers[0])


def test_a_backup_has_every_key_of_its_database(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the old key goes while the database is being copied."""
    from backoffice.recovery import databases

    numbers = furnished(office)
    copy = databases.copy_database

    def slow(address: str, folder: Path) -> None:
        copy(address, folder)
        for ring in rings(office):
            add(office, ring)
            rewrap(office, ring)
            retire(later(office), ring)

    monkeypatch.setattr(databases, "copy_database", slow)
    back_up(office.settings, office.clock, tmp_path / "copy")
    overlay = {"state_dir": tmp_path / "fresh", "database_url": ""}
    settings = office.settings.model_copy(update=overlay)
    restore(settings, office.clock, tmp_path / "copy")
    restored = open_office(settings, office.clock)
    assert_all_opens(restored, numbers)
    restored.database.close()


def test_on_the_command_line(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "cli.toml"
    told = OVERLAY.format(
        state=office.settings.state_dir, database=office.settings.database_url, url="http://127.0.0.1:1", key="k"
    )
    overlay.write_text(told)
    monkeypatch.setenv(OVERLAY_VARIABLE, str(overlay))
    furnished(office)

    def run(*words: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(app, ["keys", *words])
        return done.exit_code, done.stdout, done.stderr

    assert run("rotate", "--json")[:2] == (0, '{"master-0002.key": 5, "face-master-0002.key": 3}\n')
    status, out, err = run("retire")
    assert (status, out, json.loads(err)["code"]) == (1, "", "key_too_new")
    assert "一小时" in json.loads(err)["message"]
    for ring in rings(office):
        old = (SystemClock().now() - REST - timedelta(minutes=1)).timestamp()
        os.utime(ring.keys.newest, (old, old))
    assert run("retire") == (0, "已销毁旧主密钥 / older master keys removed: master.key, face-master.key\n", "")
    assert json.loads(run("list", "--json")[1]) == {
        "master": {"master-0002.key": 5},
        "face-master": {"face-master-0002.key": 3},
    }
    assert run("rewrap")[1].splitlines()[0] == "master-0002.key: 重新包裹 0 / data keys wrapped anew: 0"
