"""What the first frame goes by is what the settings say, and nonsense does not keep it from coming."""

import tomllib
from pathlib import Path

import pytest

from kiosk.first_look import FirstLook, first_look
from kiosk.setting_files import OVERLAY_VARIABLE
from kiosk.settings import load_settings

NONSENSE = (
    'profile = "sandboxes"',
    'ui = "landscape"',
    '[ui]\norientation = "sideways"',
    '[ui]\nfullscreen = "no"',
    "[ui]\npanel_width_mm = 0",
    "[ui]\npanel_width_mm = true",
    "[ui]\npanel_width_mm = 336.0",
    "[ui]\npanel_depth_mm = 9",
    '[ui]\npanel_bottom_mm = "850"',
    "[ui]\npanel_bottom_mm = -1",
    "[ui]\nkeyboard = 600",
    '[ui.keyboard]\nrepeat_ms = "200"',
    "[ui.keyboard]\ndouble_strike_ms = -80",
)


def overlay(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "overlay.toml"
    path.write_text(text, "utf-8")
    return path


def looked_at(path: Path | None) -> FirstLook:
    """The same, of settings that were checked."""
    settings = load_settings(path)
    ui = settings.ui
    return FirstLook(
        orientation=ui.orientation,
        fullscreen=ui.fullscreen,
        panel_width_mm=ui.panel_width_mm,
        panel_bottom_mm=ui.panel_bottom_mm,
        keyboard=ui.keyboard.model_dump(),
        sandbox=settings.sandbox,
        config_dir=settings.config_dir,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        'profile = "sandbox"',
        '[ui]\norientation = "landscape"\nfullscreen = false\npanel_width_mm = 527\npanel_bottom_mm = 0',
        "[ui.keyboard]\nrepeat_delay_ms = 900\ndouble_strike_ms = 0",
    ],
)
def test_it_is_what_the_settings_say(tmp_path: Path, text: str) -> None:
    path = overlay(tmp_path, text)
    assert first_look(path) == looked_at(path)


def test_the_environment_names_the_overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OVERLAY_VARIABLE, str(overlay(tmp_path, 'profile = "sandbox"')))
    assert first_look().sandbox


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_counts_as_not_given_and_is_refused_by_the_settings(tmp_path: Path, text: str) -> None:
    path, shipped = overlay(tmp_path, text), first_look()
    found = first_look(path)
    assert (found.orientation, found.fullscreen, found.sandbox) == ("portrait", True, False)
    assert found.panel_width_mm in {None, shipped.panel_width_mm}
    assert found.panel_bottom_mm is None
    assert found.keyboard.items() <= shipped.keyboard.items()
    with pytest.raises(ValueError, match="validation error"):
        load_settings(path)


def test_a_file_that_is_no_settings_file_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        first_look(tmp_path / "none.toml")
    with pytest.raises(tomllib.TOMLDecodeError):
        first_look(overlay(tmp_path, "[ui"))
