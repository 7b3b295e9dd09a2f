"""Design tokens: one place for colours and times, a grid of 8, a type scale, and contrast by WCAG in both colour schemes."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlEngine

from kiosk.flow.screen_state import Display, ScreenState
from tests.paths import ROOT
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log
QML = ROOT / "ui" / "Kiosk"
THEME = QML / "Theme" / "Theme.qml"
ATTRACT = ScreenState(serial=0, screen="attract", sandbox=True)
FORBIDDEN: Mapping[str, re.Pattern[str]] = {
    "a colour": re.compile(r"#[0-9A-Fa-f]{3,8}\b|\bQt\.(rgba|hsla|hsva|darker|lighter|tint)\b"),
    "a named colour": re.compile(r"olou?r\w*:\s*.*\"(black|white|red|blue|green|yellow|gr[ae]y|orange)\""),
    "a time": re.compile(r"\b(duration|interval)\s*:\s*[1-9]"),
    "a size of type": re.compile(r"\bpixelSize\s*:\s*\d"),
    "a family of type": re.compile(r"\bfont\.family\b|\bfamily\s*:\s*\""),
}

# (text, ground) that occur together
TEXTS = (
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "pale"),
    ("ink", "faint"),
    ("ink", "sand"),
    ("ink", "pressed"),
    ("ink2", "paper"),
    ("ink2", "surface"),
    ("ink2", "sunken"),
    ("ink2", "faint"),
    ("blue", "paper"),
    ("blue", "surface"),
    ("blue", "pale"),
    ("primaryText", "primary"),
    ("deepText", "deep"),
    ("deepText2", "deep"),
    ("deepText3", "deep"),
    ("amberText", "sand"),
    ("red", "redTint"),
    ("red", "surface"),
    ("red", "paper"),
    ("switchedText", "switched"),
    ("penInk", "surface"),
    ("primaryText", "primaryPressed"),
)
GRAPHICS = (
    ("amber", "surface"),
    ("amber", "paper"),
    ("amber", "sand"),
    ("edge", "surface"),
    ("edge", "paper"),
    ("glow", "deep"),
    ("blue", "faint"),
    ("red", "surface"),
    ("focus", "paper"),
    ("focus", "surface"),
    ("primary", "paper"),
)
# what LOOK says of the pairs, so that a changed colour is noticed
MEASURED = {
    False: {
        ("ink", "paper"): 14.0,
        ("ink2", "paper"): 6.8,
        ("ink2", "sunken"): 6.1,
        ("blue", "paper"): 6.9,
        ("primaryText", "primary"): 7.6,
        ("deepText", "deep"): 13.0,
        ("deepText2", "deep"): 9.6,
        ("amberText", "sand"): 6.4,
        ("red", "redTint"): 5.3,
        ("amber", "surface"): 3.9,
        ("amber", "paper"): 3.5,
        ("amber", "sand"): 3.1,
        ("edge", "surface"): 3.5,
        ("edge", "paper"): 3.1,
        ("glow", "deep"): 6.1,
    },
    True: {
        ("ink", "paper"): 21.0,
        ("ink2", "paper"): 16.8,
        ("ink2", "sunken"): 13.7,
        ("primaryText", "primary"): 14.5,
        ("amberText", "sand"): 9.9,
        ("red", "redTint"): 10.5,
        ("line", "paper"): 6.2,
    },
}


@pytest.fixture
def theme(portrait: Studio) -> QObject:
    return _theme(portrait)


def _theme(studio: Studio) -> QObject:
    engine = QQmlEngine.contextForObject(studio.shell.window).engine()
    return cast("QObject", engine.singletonInstance("Kiosk.Theme", "Theme"))


def _luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(theme: QObject, pair: tuple[str, str]) -> float:
    darker, lighter = sorted(_luminance(QColor(theme.property(name))) for name in pair)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("high", [False, True], ids=["normal", "high"])
def test_contrast(portrait: Studio, theme: QObject, high: bool) -> None:
    portrait.update(ATTRACT, Display(contrast=high))
    weak = {pair: round(_contrast(theme, pair), 2) for pair in TEXTS if _contrast(theme, pair) < (7 if high else 4.5)}
    faint = {pair: round(_contrast(theme, pair), 2) for pair in GRAPHICS if _contrast(theme, pair) < (7 if high else 3)}
    assert (weak, faint) == ({}, {})
    for pair, measured in MEASURED[high].items():
        assert _contrast(theme, pair) == pytest.approx(measured, abs=0.051), pair


def test_no_colour_and_no_time_stands_outside_of_the_tokens() -> None:
    faults = [
        f"{path.relative_to(QML)}:{number} has {what} of its own: {line.strip()}"
        for path in _files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line.split("//")[0])
    ]
    assert not faults, "\n".join(faults)


def test_no_token_is_named_like_a_handler() -> None:
    """QML takes a property `on<Upper>` for a handler, and says nothing."""
    assert not [path for path in (*_files(), THEME) if re.search(r"property \w+ on[A-Z]", path.read_text("utf-8"))]


def test_every_token_that_is_named_is_there(theme: QObject) -> None:
    named = {name for path in _files() for name in re.findall(r"\bTheme\.(\w+)", path.read_text("utf-8"))}
    meta = theme.metaObject()
    there = {str(meta.property(index).name()) for index in range(meta.propertyCount())} | {"rgb"}
    assert named <= there


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_anatomy_stands_on_the_grid(request: pytest.FixtureRequest, orientation: str) -> None:
    studio: Studio = request.getfixturevalue(orientation)
    theme = _theme(studio)
    for display in (Display(), Display(elder=True), Display(reachable=True)):
        studio.update(ATTRACT, display)
        for token in ("margin", "contentWidth", "header", "footer", "footerTop", "bodyTop", "bodyBottom", "reach", "gap"):
            assert theme.property(token) % theme.property("grid") == 0, token
        assert (
            theme.property("reach")
            == {
                ("portrait", False): 640,
                ("portrait", True): 896,
                ("landscape", False): 0,
                ("landscape", True): 376,
            }[orientation, display.reachable]
        )
    studio.update(ATTRACT, Display())


def test_steps_and_scale_are_those_of_the_look(portrait: Studio, theme: QObject) -> None:
    portrait.update(ATTRACT, Display())
    steps = [theme.property(f"space{step}") for step in (1, 2, 3, 4, 6, 8, 12)]
    assert steps == [8, 16, 24, 32, 48, 64, 96]
    scale = ("caption", "small", "body", "lead", "question", "number")
    assert [theme.property(name) for name in scale] == [24, 28, 32, 40, 56, 80]
    assert [theme.property(name) for name in ("touch", "key")] == [88, 72]
    portrait.update(ATTRACT, Display(elder=True))
    assert [theme.property(name) for name in scale] == [32, 38, 43, 54, 76, 108]
    assert [theme.property(name) for name in ("touch", "key")] == [110, 90]
    portrait.update(ATTRACT, Display())


def test_motion_lasts_as_the_look_says_and_never_longer_than_a_quarter_of_a_second() -> None:
    studio = Studio("portrait", moving=True)
    theme = _theme(studio)
    times = [theme.property(name) for name in ("pageTime", "partTime", "restTime", "dotTime")]
    studio.shell.close()
    assert times == [200, 240, 1400, 400]


def _files() -> list[Path]:
    return [path for path in sorted(QML.rglob("*.qml")) if path != THEME]
