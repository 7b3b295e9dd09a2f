"""A sealed body opens with the office's key only, and only in its own envelope; the disk shows nothing."""

import hashlib
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from backend_client import outbox
from backend_client.database import open_database, writing
from backend_client.sealing import UnknownSuite, seal, seal_faces, suite
from domain.wire.v1 import ApplicationBody, SealingKey, associated_info
from domain.wire.v1_faces import FaceBody, associated_face_info
from tests.backend_client import samples

NUMBER = samples.application_number()


def test_the_office_reads_what_was_sealed() -> None:
    private = X25519PrivateKey.generate()
    body = samples.application_body(NUMBER)
    sealed = seal(body, samples.sealing_key(private))
    info = associated_info(NUMBER, samples.SERVICE, samples.TERMINAL_ID, "key-1")
    assert ApplicationBody.model_validate_json(suite().decrypt(sealed.sealed, private, info)) == body
    assert sealed.sha256 == hashlib.sha256(sealed.sealed).hexdigest()


@pytest.mark.parametrize(
    "info",
    [
        associated_info(samples.application_number(2), samples.SERVICE, samples.TERMINAL_ID, "key-1"),
        associated_info(NUMBER, samples.SERVICE, "terminal-other", "key-1"),
        associated_info(NUMBER, samples.SERVICE, samples.TERMINAL_ID, "key-2"),
        b"",
    ],
)
def test_a_body_moved_into_another_envelope_does_not_open(info: bytes) -> None:
    private = X25519PrivateKey.generate()
    sealed = seal(samples.application_body(NUMBER), samples.sealing_key(private))
    with pytest.raises(InvalidTag):
        suite().decrypt(sealed.sealed, private, info)


def test_two_seals_of_one_body_differ() -> None:
    key = samples.sealing_key()
    body = samples.application_body(NUMBER)
    assert seal(body, key).sealed != seal(body, key).sealed


def test_an_unknown_suite_is_refused() -> None:
    key = SealingKey(key_id="key-1", public_key=samples.sealing_key().public_key, suite="HPKE-v9")
    with pytest.raises(UnknownSuite):
        seal(samples.application_body(NUMBER), key)


def test_a_stolen_disk_shows_none_of_the_planted_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    engine = open_database(tmp_path / "terminal.db")
    key = samples.sealing_key()
    with writing(engine) as connection:
        outbox.create_tables(connection)
    for running in range(1, 30):
        with writing(engine) as connection:
            samples.put_released(connection, running, key)
    with writing(engine) as connection:
        found = _planted_in(tmp_path)  # while a transaction is open: the WAL and the index are there too
        assert (tmp_path / "terminal.db-wal").stat().st_size > 0
        connection.execute(outbox.outbox.update().values(sealed=None))
    found |= _planted_in(tmp_path)
    engine.dispose()
    assert not found | _planted_in(tmp_path)


def _planted_in(folder: Path) -> set[str]:
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return {
        what
        for what, value in samples.PLANTED.items()
        if any(value.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "gb18030"))
    }


def test_the_search_itself_finds_what_is_not_sealed(tmp_path: Path) -> None:
    (tmp_path / "leak").write_text(samples.application_body(NUMBER).model_dump_json(), encoding="utf-8")
    assert _planted_in(tmp_path) == set(samples.PLANTED)


def test_a_sealed_body_shows_nothing_in_its_repr() -> None:
    shown = repr(seal(samples.application_body(NUMBER), samples.sealing_key()))
    assert shown == "SealedBody(key_id='key-1')"


def test_faces_open_only_with_the_face_key_in_their_own_envelope() -> None:
    private = X25519PrivateKey.generate()
    key, body = samples.sealing_key(private, "face-1"), samples.face_body(NUMBER)
    faces = seal_faces(body, samples.SERVICE, key)
    info = associated_face_info(NUMBER, samples.SERVICE, samples.TERMINAL_ID, "face-1")
    assert FaceBody.model_validate_json(suite().decrypt(faces.sealed, private, info)) == body
    with pytest.raises(InvalidTag):
        suite().decrypt(faces.sealed, private, associated_info(NUMBER, samples.SERVICE, samples.TERMINAL_ID, "face-1"))
