"""An identity is whole or absent, private, and never overwritten."""

import json
import stat
from pathlib import Path

import pytest

from backend_client import identity
from domain.failures import FailureCode, KnownFailure
from domain.wire.v1 import EnrolmentAnswer
from tests.backend_client import samples


def _answer() -> EnrolmentAnswer:
    return EnrolmentAnswer(
        terminal_id=samples.TERMINAL_ID,
        terminal_number=7,
        place_zh="测试商场一楼",
        place_en="Test Mall, ground floor",
        sealing_key=samples.sealing_key(),
        office_time=samples.NOON,
    )


def test_an_enrolled_terminal_knows_itself_after_a_restart(tmp_path: Path) -> None:
    key = identity.prepare_key(tmp_path)
    kept = identity.keep_answer(tmp_path, _answer())
    loaded = identity.load_identity(tmp_path)
    assert (loaded.terminal_id, loaded.terminal_number, loaded.place_zh) == (samples.TERMINAL_ID, 7, "测试商场一楼")
    assert loaded.sealing_key == kept.sealing_key
    assert identity.public_key_text(loaded.signing_key) == identity.public_key_text(key)


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    identity.prepare_key(tmp_path)
    identity.keep_answer(tmp_path, _answer())
    folder = tmp_path / identity.FOLDER
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        "terminal.key": 0o600,
        "terminal.json": 0o600,
    }


def test_a_lost_answer_is_asked_for_again_with_the_same_key(tmp_path: Path) -> None:
    first = identity.public_key_text(identity.prepare_key(tmp_path))
    assert identity.find_identity(tmp_path) is None
    assert identity.public_key_text(identity.prepare_key(tmp_path)) == first


def test_an_identity_is_never_overwritten(tmp_path: Path) -> None:
    identity.prepare_key(tmp_path)
    identity.keep_answer(tmp_path, _answer())
    with pytest.raises(identity.IdentityExists):
        identity.prepare_key(tmp_path)


def test_two_enrolments_at_once_leave_one_identity(tmp_path: Path) -> None:
    identity.prepare_key(tmp_path)
    first = identity.keep_answer(tmp_path, _answer())
    (tmp_path / identity.PENDING).mkdir()
    (tmp_path / identity.PENDING / identity.KEY_FILE).write_bytes((tmp_path / identity.FOLDER / identity.KEY_FILE).read_bytes())
    with pytest.raises(identity.IdentityExists):
        identity.keep_answer(tmp_path, _answer())
    assert identity.load_identity(tmp_path).sealing_key == first.sealing_key


@pytest.mark.parametrize("damage", ["absent", "no key", "half a key", "half an answer"])
def test_a_damaged_identity_says_not_enrolled(tmp_path: Path, damage: str) -> None:
    if damage != "absent":
        identity.prepare_key(tmp_path)
        identity.keep_answer(tmp_path, _answer())
    key, answer = tmp_path / "identity" / "terminal.key", tmp_path / "identity" / "terminal.json"
    if damage == "no key":
        key.unlink()
    elif damage == "half a key":
        key.write_bytes(key.read_bytes()[:40])
    elif damage == "half an answer":
        answer.write_bytes(answer.read_bytes()[:40])
    with pytest.raises(KnownFailure) as caught:
        identity.load_identity(tmp_path)
    assert caught.value.code is FailureCode.TERMINAL_NOT_ENROLLED


def test_new_keys_are_kept(tmp_path: Path) -> None:
    identity.prepare_key(tmp_path)
    before = identity.keep_answer(tmp_path, _answer())
    newer, faces = samples.sealing_key(key_id="key-2"), samples.sealing_key(key_id="face-1")
    assert identity.keep_keys(tmp_path, before, newer, faces).sealing_key == newer
    loaded = identity.load_identity(tmp_path)
    assert (loaded.sealing_key, loaded.face_key) == (newer, faces)


def test_the_file_of_an_identity_from_before_the_faces_still_loads(tmp_path: Path) -> None:
    identity.prepare_key(tmp_path)
    identity.keep_answer(tmp_path, _answer())
    path = tmp_path / identity.FOLDER / identity.ANSWER_FILE
    older = json.loads(path.read_bytes())
    del older["face_key"]
    path.write_text(json.dumps(older), encoding="utf-8")
    assert identity.load_identity(tmp_path).face_key is None


def test_the_key_never_shows(tmp_path: Path) -> None:
    identity.prepare_key(tmp_path)
    assert "signing_key" not in repr(identity.keep_answer(tmp_path, _answer()))
