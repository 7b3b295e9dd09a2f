"""A terminal shows a hundred thousand pages between two starts: none of them may leave anything in memory.

Counted are the bytes that glibc has given out (not the resident memory, which hides them) and the objects of Python.
"""

import json
import subprocess
import sys

import pytest

from tests.paths import ROOT

MOST_BYTES = 5_000  # a page; what is known to leak leaves 10 000 and more
SCREENS = ("home", "violations", "notices-all", "sign-signed", "face", "address-detail_typed")
PROGRAM = """
import ctypes, gc, json, sys
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from kiosk.flow.screen_state import Display
from ui.gallery.examples import examples
from ui.gallery.pinned import pin_rendering
from ui.gallery.studio import Studio

TIMES, TURNS = 10, 4
FIELDS = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()
Account = type("Account", (ctypes.Structure,), {"_fields_": [(name, ctypes.c_size_t) for name in FIELDS]})
libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Account

def given_out():
    gc.collect()
    studio.shell.show(attract)  # a visit's end: QML's garbage goes
    for _ in range(3):
        QGuiApplication.processEvents()
        QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    account = libc.mallinfo2()
    return account.uordblks + account.hblkhd, len(gc.get_objects())

def turn(state, times):
    for _ in range(times):
        studio.show(state, Display())
        studio.shell.window.grabWindow()
    return given_out()

pin_rendering()
studio = Studio("portrait")
states = {example.name: example.state for example in examples()}
attract = states["attract"]
left = {}
for name in json.loads(sys.argv[1]):
    turn(states[name], TIMES)  # fills the caches
    accounts = [turn(states[name], TIMES) for _ in range(2 * TURNS)]
    least = [[min(kind) for kind in zip(*part)] for part in (accounts[:TURNS], accounts[TURNS:])]  # buffers come and go
    left[name] = [(b - a) / TURNS / TIMES for a, b in zip(*least)]
studio.shell.close()
print(json.dumps(left))
"""


@pytest.fixture(scope="module")
def left() -> dict[str, tuple[float, float]]:
    """Bytes and objects that a page leaves, by screen."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(SCREENS)], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    if "mallinfo2" in done.stderr:
        pytest.skip("only glibc tells what it has given out")
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, tuple[float, float]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_a_page_leaves_nothing_in_memory(left: dict[str, tuple[float, float]], screen: str) -> None:
    """``Loader.setSource`` keeps a page's first view for ever; PySide keeps the Python half of what QML has made."""
    size, objects = left[screen]
    assert size < MOST_BYTES
    assert objects < 1
