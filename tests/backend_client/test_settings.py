"""One file, one overlay on top; the log lets through only what cannot carry a person."""

import io
import json
from pathlib import Path

import pytest
import structlog
from pydantic import ValidationError

from backend_client import log
from backend_client.settings import load_settings, read_layers
from tests.backend_client import samples
from tests.paths import CONFIG


def test_the_shipped_configuration_is_enough_with_an_overlay(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(f'profile = "sandbox"\nstate_dir = "{tmp_path}"\n[office]\nurl = "http://127.0.0.1:1"\n')
    settings = load_settings(overlay)
    assert (settings.profile, settings.state_dir, settings.office.url) == ("sandbox", tmp_path, "http://127.0.0.1:1")
    assert (settings.courier.heartbeat, settings.courier.keep_delivered_days) == (20.0, 7)


def test_an_overlay_replaces_values_and_keeps_the_rest(tmp_path: Path) -> None:
    base, overlay = tmp_path / "base.toml", tmp_path / "overlay.toml"
    base.write_text("a = 1\n[table]\nb = 2\nc = 3\n")
    overlay.write_text("[table]\nc = 4\nd = 5\n")
    assert read_layers(base, overlay) == {"a": 1, "table": {"b": 2, "c": 4, "d": 5}}


def test_the_environment_names_the_overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(f'state_dir = "{tmp_path}"\n')
    monkeypatch.setenv("KIOSK_OVERLAY", str(overlay))
    assert load_settings().state_dir == tmp_path


@pytest.mark.parametrize("line", ["heartbeat = 0", "poll = 0.6", 'answer_limit = "long"', "keep_delivered_days = -1"])
def test_nonsense_is_refused(tmp_path: Path, line: str) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(f"[courier]\n{line}\n")
    with pytest.raises(ValidationError):
        load_settings(overlay)


def test_an_overlay_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_settings(tmp_path / "nowhere.toml")


def test_the_terminal_reads_the_same_keys() -> None:
    assert read_layers(CONFIG / "kiosk.toml", None).keys() >= {"profile", "state_dir", "office"}


def test_the_log_drops_what_is_not_on_its_list(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    log.configure()
    try:
        number = samples.application_number()
        structlog.get_logger().info(
            "delivered",
            number_tail=log.tail(number),
            number=number,
            **{f"x_{key}": value for key, value in samples.PLANTED.items()},
        )
    finally:
        structlog.reset_defaults()
    line = json.loads(written.getvalue())
    assert line.keys() == {"event", "level", "timestamp", "number_tail"}
    assert line["number_tail"] == number[-4:]
