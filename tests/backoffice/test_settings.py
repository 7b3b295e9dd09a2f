"""Settings: shipped values, the overlay, and no tolerance for typing mistakes."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from backoffice.settings import OVERLAY, Profile, load_settings


def test_the_shipped_file_is_complete_and_not_a_sandbox() -> None:
    settings = load_settings()
    assert settings.profile is Profile.PRODUCTION
    assert settings.sign_in.secure_cookie
    assert settings.database == "sqlite:////var/lib/backoffice/office.db"


def test_the_overlay_replaces_single_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text('profile = "sandbox"\n[registry]\nurl = "http://127.0.0.1:9"\n')
    monkeypatch.setenv(OVERLAY, str(overlay))
    settings = load_settings()
    assert settings.is_sandbox
    assert settings.registry.url == "http://127.0.0.1:9"
    assert settings.review.lease_minutes == 15


def test_an_unknown_key_is_an_error(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text("[review]\nlease_minuts = 5\n")
    with pytest.raises(ValidationError, match="lease_minuts"):
        load_settings(overlay)


def test_keys_do_not_show(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text('[sms]\nurl = "http://127.0.0.1:9"\nkey = "very-secret"\n')
    assert "very-secret" not in repr(load_settings(overlay))
