"""换领号牌, as a citizen does it: every screen is looked at, every finger touch is real."""

from functools import partial
from typing import Any

from simulators.citizen.client import TerminalClient
from simulators.citizen.routine import World
from simulators.citizen.script import Script
from simulators.citizen.vehicle_documents import Wish, go

SLUG = "plate_replace"


def show_plate(terminal: TerminalClient, world: World) -> None:
    """Lay the damaged plate under the camera, wait until it is taken, keep the picture."""
    terminal.wait_screen("documents", phase="looking")
    world.lay_document("damaged_plate")
    terminal.wait_screen("documents", phase="taken")
    terminal.picture("damaged_plate-taken")
    terminal.tap("documents.keep")
    world.lay_document(None)
    state = terminal.wait("the list, or what comes next", _is_kept)
    if state["screen"] == "documents":
        terminal.picture("damaged_plate-list")
        terminal.tap("documents.next")


def _is_kept(state: dict[str, Any]) -> bool:
    return bool(state["screen"] != "documents" or state["view"]["phase"] == "list")


MOTORCYCLE = 2  # of her vehicles; its plate is the one that is worn

WISH = Wish(SLUG, {"reason": "faded", "parts": "rear", "temporary": "not_wanted"}, place=MOTORCYCLE, show_paper=show_plate)
visit = partial(go, WISH)
SCRIPT = Script(visit, "qin_shan", "流水号 / application number")
