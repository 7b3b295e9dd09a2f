"""The vault: opens only what it sealed, for whom it sealed it; keys are made once; objects are whole or absent."""

import os
import threading
from pathlib import Path

import pytest

from backoffice.retention.durable_files import write_durably
from backoffice.retention.stores import FolderStore
from backoffice.retention.vault import SealBroken, Vault, find_or_make_key

NUMBER, OTHER = "2611200007000010", "2611200007000028"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "keys", FolderStore(tmp_path / "evidence"))


def test_it_opens_what_it_sealed(vault: Vault) -> None:
    key = vault.make_wrapped_key(NUMBER)
    sealed = vault.seal(key, f"{NUMBER}:note", "测试员".encode())
    assert vault.open(key, f"{NUMBER}:note", sealed).decode() == "测试员"
    assert "测试员".encode() not in sealed
    assert vault.seal(key, f"{NUMBER}:note", b"x") != vault.seal(key, f"{NUMBER}:note", b"x")


@pytest.mark.parametrize("place", [0, 12, 20, -1])
def test_one_changed_bit_is_seen(vault: Vault, place: int) -> None:
    key = vault.make_wrapped_key(NUMBER)
    sealed = bytearray(vault.seal(key, f"{NUMBER}:note", b"something longer"))
    sealed[place] ^= 1
    with pytest.raises(SealBroken):
        vault.open(key, f"{NUMBER}:note", bytes(sealed))


@pytest.mark.parametrize("length", [0, 5, 12, 27])
def test_a_cut_object_is_seen(vault: Vault, length: int) -> None:
    key = vault.make_wrapped_key(NUMBER)
    sealed = vault.seal(key, f"{NUMBER}:note", b"something longer")
    with pytest.raises(SealBroken):
        vault.open(key, f"{NUMBER}:note", sealed[:length])


def test_a_key_serves_its_own_case_only(vault: Vault) -> None:
    key, other = vault.make_wrapped_key(NUMBER), vault.make_wrapped_key(OTHER)
    sealed = vault.seal(key, f"{NUMBER}:note", b"x")
    for wrapped, purpose in (
        (other, f"{NUMBER}:note"),
        (key, f"{OTHER}:note"),
        (key, f"{NUMBER}:photo"),
        (b"", f"{NUMBER}:note"),
    ):
        with pytest.raises(SealBroken):
            vault.open(wrapped, purpose, sealed)


def test_another_office_cannot_open(vault: Vault, tmp_path: Path) -> None:
    key = vault.make_wrapped_key(NUMBER)
    sealed = vault.seal(key, f"{NUMBER}:note", b"x")
    stranger = Vault(tmp_path / "other", FolderStore(tmp_path / "evidence"))
    with pytest.raises(SealBroken):
        stranger.open(key, f"{NUMBER}:note", sealed)
    assert stranger.person_hash("1") != vault.person_hash("1")


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    together, keys = threading.Barrier(8), []

    def start() -> None:
        together.wait()
        keys.append(find_or_make_key(tmp_path / "keys" / "master.key"))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["master.key"]


def test_a_damaged_key_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(b"short")
    with pytest.raises(ValueError, match=r"master\.key"):
        find_or_make_key(path)
    assert path.read_bytes() == b"short"


def test_a_write_that_fails_leaves_the_old_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ab" / "object"
    write_durably(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in path.parent.iterdir()] == ["object"]
