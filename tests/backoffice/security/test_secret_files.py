"""Secrets from files: read, never told twice, never shown."""

from pathlib import Path

import pytest

from backoffice.secret_files import SecretToldTwice
from backoffice.settings import load_settings
from tests.backoffice.conftest import OVERLAY


def overlay(folder: Path, database: str = "", key: str = "") -> Path:
    path = folder / "overlay.toml"
    path.write_text(OVERLAY.format(state=folder, database=database, url="http://127.0.0.1:1", key=key))
    return path


def told(path: Path, after: str, line: str) -> Path:
    path.write_text(path.read_text().replace(after, f"{after}\n{line}", 1))
    return path


def test_keys_and_the_databases_address_come_from_files(tmp_path: Path) -> None:
    for name, secret in (("key", "partner-secret-1\n"), ("url", "postgresql://office:db-secret-2@db/office\n")):
        (tmp_path / name).write_text(secret)
    path = told(overlay(tmp_path), "[registry]", f'key_file = "{tmp_path / "key"}"')
    path.write_text(f'database_url_file = "{tmp_path / "url"}"\n{path.read_text()}')
    settings = load_settings(path)
    assert settings.registry.key.get_secret_value() == "partner-secret-1"
    assert settings.database == "postgresql://office:db-secret-2@db/office"
    assert "secret-1" not in repr(settings)
    assert "secret-2" not in repr(settings)


def test_a_secret_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("x")
    with pytest.raises(SecretToldTwice, match="key_file"):
        load_settings(told(overlay(tmp_path, key="other"), "[registry]", f'key_file = "{tmp_path / "key"}"'))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load_settings(told(overlay(tmp_path), "[sms]", f'key_file = "{tmp_path / "nowhere"}"'))
