"""The safe screen: it says everything on every panel, needs nothing that may be broken, and lives and ends as it should."""

import ast
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from domain.clock import SystemClock
from domain.life_signs import LifeSigns
from domain.texts import Language, parse_texts
from drivers.life_signs import send
from tests.life_line import LifeLine
from tests.paths import CONFIG, ROOT
from ui import safe_screen
from ui.safe_screen import Line, SafeScreen, draw, lines_of, read_hotline

HOTLINE = "122"


@pytest.fixture
def lines() -> Sequence[Line]:
    return lines_of(parse_texts([(CONFIG / "texts" / "safe_screen.toml").read_text("utf-8")]), HOTLINE)


def picture(lines: Sequence[Line], width: int, height: int) -> tuple[QImage, float]:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    taken = draw(painter, width, height, lines)
    painter.end()
    return image, taken


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1920, 1080), (1024, 768), (768, 1366), (3840, 2160)])
@pytest.mark.usefixtures("qapp")
def test_everything_fits_on_every_panel(lines: Sequence[Line], width: int, height: int) -> None:
    image, taken = picture(lines, width, height)
    assert taken <= (1920 if height >= width else 1080)
    ground = QColor(safe_screen.DEEP)
    edge = [image.pixelColor(x, y) for x in range(0, width, 3) for y in (0, height - 1)]
    assert all(colour == ground for colour in edge)


def test_both_languages_name_the_hotline_and_say_what_is_valid(lines: Sequence[Line]) -> None:
    text = "\n".join(line.text for line in lines)
    assert text.count(HOTLINE) == len(Language)
    assert "{" not in text
    assert "申请有效" in text
    assert "your application is valid" in text


def test_its_colours_are_the_tokens() -> None:
    theme = (ROOT / "ui" / "Kiosk" / "Theme" / "Theme.qml").read_text("utf-8")
    for name, colour in (
        ("deep", safe_screen.DEEP),
        ("deepText", safe_screen.DEEP_TEXT),
        ("deepText2", safe_screen.DEEP_TEXT_2),
    ):
        found = re.search(rf"property color {name}: (?:contrast \? \S+ : )?\"(#\w+)\"", theme)
        assert found
        assert found[1] == colour


@pytest.mark.parametrize("own", ["[contact]\nhotline = '023-96622'\n", None, "this is no [toml", "[contact]\nhotline ="])
def test_broken_settings_do_not_take_the_number_away(own: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "kiosk.toml"
    if own is not None:
        overlay.write_text(own, "utf-8")
    monkeypatch.setenv("KIOSK_OVERLAY", str(overlay))
    assert read_hotline() == ("023-96622" if own and "023" in own else HOTLINE)


def test_it_knows_nothing_of_devices_store_flow_or_qml() -> None:
    tree = ast.parse(Path(safe_screen.__file__).read_text("utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in names if name.split(".")[0] in {"domain", "drivers", "kiosk", "ui", "payment", "backend_client"}}
    assert ours == {
        "domain.clock",
        "domain.life_signs",
        "domain.texts",
        "drivers.life_signs",
        "kiosk.setting_files",
        "ui.signal_bell",
    }
    assert {name for name in names if name.startswith("PySide6")} == {"PySide6.QtCore", "PySide6.QtGui"}


@pytest.mark.usefixtures("qapp")
def test_nobody_at_the_panel_closes_it(lines: Sequence[Line]) -> None:
    window = SafeScreen(lines, LifeSigns({}, send, SystemClock()))
    window.show()
    assert not window.close()
    assert window.isVisible()
    window.destroy()


def test_as_a_process_it_lives_and_ends_politely(tmp_path: Path) -> None:
    with LifeLine(tmp_path) as line:
        process = subprocess.Popen(
            [sys.executable, "-m", "ui.safe_screen"],
            cwd=ROOT,
            env={**os.environ, **line.environment, "QT_QPA_PLATFORM": "offscreen"},
            stderr=subprocess.PIPE,
        )
        try:
            assert line.wait() == "READY=1"
            for _ in range(2):
                assert line.wait() == "WATCHDOG=1"
            process.send_signal(signal.SIGTERM)
            line.wait_for("STOPPING=1")
            assert process.wait(20) == 0
        finally:
            process.kill()
            _, errors = process.communicate()
        assert errors == b""
