"""Settings: layers, an encrypted line, and no misspelt key."""

from pathlib import Path

import pytest

from backend_client.address import is_loopback
from kiosk.setting_files import OVERLAY_VARIABLE
from kiosk.settings import load_settings
from tests.paths import CONFIG


def overlay(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "overlay.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_configuration_is_a_cabinet_with_the_promised_times() -> None:
    settings = load_settings()
    assert (settings.profile, settings.sandbox) == ("cabinet", False)
    times = settings.times
    assert (times.idle_warning, times.idle_warning_elder, times.idle_countdown, times.visit) == (60, 120, 20, 900)
    assert settings.office.url.startswith("https://")
    paper = {"receipt_printer", "document_printer", "code_scanner", "document_camera"}
    around = {"cabinet", "ups", "speaker"}
    assert set(settings.devices) == {"id_card_reader", "camera", "bank_card_reader", "pin_pad"} | paper | around
    assert settings.payment_socket == settings.state_dir / "payment" / "payment.sock"


def test_an_overlay_changes_only_what_it_names(tmp_path: Path) -> None:
    path = overlay(
        tmp_path,
        'profile = "sandbox"\nstate_dir = "/x"\n[office]\nurl = "http://127.0.0.1:8000/"\n[ui]\nfullscreen = false\n'
        '[devices.id_card_reader]\nport = "/pty"\n',
    )
    settings = load_settings(path)
    assert (settings.sandbox, settings.state_dir, settings.office.url) == (True, Path("/x"), "http://127.0.0.1:8000")
    assert (settings.ui.fullscreen, settings.ui.orientation) == (False, "portrait")
    reader = settings.devices["id_card_reader"]
    assert (reader["port"], reader["baudrate"]) == ("/pty", 115200)


def test_the_environment_names_the_overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OVERLAY_VARIABLE, str(overlay(tmp_path, 'profile = "sandbox"')))
    assert load_settings().sandbox


@pytest.mark.parametrize(
    "url",
    ["http://office.example", "http://10.0.0.1", "ftp://127.0.0.1", "https://", "office", "http://127.0.0.1.evil.example"],
)
def test_the_line_is_encrypted_unless_it_never_leaves_the_machine(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        load_settings(overlay(tmp_path, f'[office]\nurl = "{url}"'))


@pytest.mark.parametrize(
    "text", ['profile = "production"', "[ui]\nfulscreen = true", "[times]\nvisit = 0", "[times]\nidle = 3"]
)
def test_what_makes_no_sense_is_an_error_at_start(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        load_settings(overlay(tmp_path, text))


def test_an_overlay_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        load_settings(tmp_path / "nowhere.toml")


def test_loopback() -> None:
    assert [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "10.0.0.1", "localhost.example")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_terminal_and_courier_read_the_same_line() -> None:
    from backend_client.settings import load_settings as load_courier_settings

    ours, theirs = load_settings(), load_courier_settings()
    assert (ours.office.url, ours.state_dir) == (theirs.office.url, theirs.state_dir)
    assert (CONFIG / "kiosk.toml").exists()
