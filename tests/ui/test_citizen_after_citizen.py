"""What one citizen typed changes nothing for the next one: with the machine's own engine, in a process of its own."""

import json
import subprocess
import sys

import pytest

from tests.paths import ROOT

SCRIPT = """
import json
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
from kiosk.flow.screen_state import Display, ScreenState
from tests.ui.keyboard_page import KeyboardPage
from ui.gallery.studio import Studio
from ui.input.methods import InputMethods
from ui.input.pinyin import PinyinEngine

studio = Studio("portrait", methods=InputMethods(PinyinEngine(patience_s=5.0)))  # other work beside it must not count
offered = []
for citizen in range(CITIZENS):
    page = KeyboardPage(studio, PAD).until_ready()
    offered.append([page.typist.property("state")])
    for letters in ("yu", "shi", "ouyangzengyuan"):
        page.spell(letters)
        offered[-1].append(list(page.typist.property("candidates")))
        if len(page.candidates) > 2:
            page.tap("candidate.2")
        page.tap("page.done")
    page.spell("zhong")
    studio.update(ScreenState(serial=0, screen="attract", sandbox=True), Display())
    assert page.typist.property("composing") == ""
print(json.dumps(offered))
studio.shell.close()
"""


def _offered(pad: str, citizens: int) -> list[list[object]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.replace("CITIZENS", str(citizens)).replace("PAD", repr(pad))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[list[object]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("pad", ["text", "address", "name"])
def test_every_citizen_is_offered_what_a_fresh_process_offers(pad: str) -> None:
    fresh, *others = _offered(pad, 1), *_offered(pad, 3)
    assert fresh[0][0] == "ready", "a machine without the pinyin engine proves nothing (tools/setup.sh installs it)"
    assert all(len(offer) > 1 for offer in fresh[0][1:] if isinstance(offer, list))
    assert others == [fresh[0]] * 3
