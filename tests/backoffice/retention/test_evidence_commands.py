"""`backoffice evidence …`: what is printed and with which status, when something lies there damaged, lost or unneeded."""

import json
import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from backoffice.__main__ import app
from backoffice.office import SYSTEM, Office
from backoffice.retention import faces
from backoffice.retention import services as evidence
from backoffice.retention.models import EvidenceObject, FaceEvidence
from backoffice.retention.vault import object_name
from backoffice.settings import OVERLAY as OVERLAY_VARIABLE
from domain.wire.v1_faces import FaceBody
from tests.backoffice import acts
from tests.backoffice.conftest import OVERLAY
from tests.backoffice.people import application


@pytest.fixture(autouse=True)
def overlay(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, url = tmp_path / "cli.toml", "http://127.0.0.1:1"
    path.write_text(OVERLAY.format(state=office.settings.state_dir, database=office.settings.database_url, url=url, key="k"))
    monkeypatch.setenv(OVERLAY_VARIABLE, str(path))


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["evidence", *words])
    return done.exit_code, done.stdout, done.stderr


def file_of(office: Office, name: str) -> Path:
    (found,) = office.settings.state_dir.glob(f"*/??/{name}")
    return found


def with_faces(office: Office, running: int) -> str:
    number = acts.take_in(office, application(running))
    with office.writing(SYSTEM) as work:
        faces.keep(work, number, FaceBody(number=number, terminal_id="t", taken_at=work.now, pictures=["V0xm"]))
    return number


def test_what_was_damaged_or_lost_is_named(office: Office) -> None:
    damaged, lost, ended = (with_faces(office, running) for running in (1, 2, 3))
    assert run("verify") == (0, "已核对 6 件, 有误 0 件 / objects read 6, wrong 0\n", "")
    with office.reading() as work:
        told = select(EvidenceObject.object_name).where(EvidenceObject.case_number == damaged)
        one = work.session.scalars(told).one()
        other = work.session.scalars(select(FaceEvidence.object_name).where(FaceEvidence.case_number == lost)).one()
    content = bytearray(file_of(office, one).read_bytes())
    content[40] ^= 1
    file_of(office, one).write_bytes(content)
    file_of(office, other).unlink()
    evidence.destroy(office, SYSTEM, ended)
    faces.destroy(office, SYSTEM, ended)
    status, out, err = run("verify")
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        f"损坏 / damaged: {damaged}  证据库 / evidence  {one}",
        f"缺失 / missing: {lost}  人脸库 / faces  {other}",
        "已核对 4 件, 有误 2 件 / objects read 4, wrong 2",
    ]
    wrong = json.loads(run("verify", "--json")[1])["wrong"]
    assert [(row["fault"], row["case_number"]) for row in wrong] == [("damaged", damaged), ("missing", lost)]


def test_what_nobody_needs_is_counted_and_then_removed(office: Office) -> None:
    with_faces(office, 1)
    orphan = object_name()
    office.vault.store.put(orphan, b"its transaction never committed")
    path = file_of(office, orphan)
    assert json.loads(run("sweep", "--json")[1]) == {
        "evidence": {"objects": 2, "orphans": 0},
        "faces": {"objects": 1, "orphans": 0},
    }, "too young"
    two_days_ago = path.stat().st_mtime - 2 * 86_400
    os.utime(path, (two_days_ago, two_days_ago))
    status, out, _ = run("sweep")
    assert (status, out.splitlines()[0]) == (0, "证据库 / evidence: 共 2 件 / objects, 可删除 / to be removed (--delete): 1")
    assert path.exists()
    assert run("sweep", "--delete")[1].splitlines()[0] == "证据库 / evidence: 共 2 件 / objects, 已删除 / removed: 1"
    assert not path.exists()
    assert run("verify")[0] == 0
    assert run("sweep", "--older-hours", "0")[0] == 2


@pytest.mark.expects_log
def test_a_store_that_cannot_be_used_is_said_in_words(office: Office) -> None:
    assert run("check") == (0, "证据库可用 / the evidence store works (folder)\n", "")
    shutil.rmtree(office.settings.evidence_dir)
    office.settings.evidence_dir.write_text("a file")
    for command in ("check", "sweep", "verify"):
        status, out, err = run(command)
        assert (status, out, json.loads(err)["code"]) == (1, "", "store_down")
    assert "FileExistsError" in json.loads(err)["message"]
