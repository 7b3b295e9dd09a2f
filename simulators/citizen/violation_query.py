"""交通违法查询, as a citizen does it: look at every record and its pictures, take a slip along, go."""

from typing import Any

from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.routine import Face, World, begin, leave, show_face
from simulators.citizen.script import Script

SLUG = "violation_query"
PRINTED = {"delivered", "not_delivered", "unknown"}


def visit(terminal: TerminalClient, world: World, person: str, *, face: Face = "own", cut_network: bool = False) -> str:
    """Go through the query to its end; return how many records were shown (none for who was not verified), as text."""
    if cut_network:
        raise TerminalError("a query needs the network")
    begin(terminal, world, SLUG, person)
    show_face(terminal, world, face)
    shown = look(terminal) if face == "own" else see_overview(terminal)
    leave(terminal, world)
    return str(shown)


def look(terminal: TerminalClient) -> int:
    """Look at the first records and their pictures, one full screen, print the list; return how many rows there are."""
    state = terminal.wait_screen("violations", phase="shown")
    rows = state["view"]["rows"]
    terminal.wait("the first picture", _picture_is_there)
    terminal.picture("violations")
    for row in rows[1:3]:
        select(terminal, row)
    print_list(terminal)
    terminal.tap("violations.finish")
    return len(rows)


def select(terminal: TerminalClient, row: dict[str, Any]) -> None:
    """Choose one row and look at its picture."""
    terminal.tap(f"violations.row.{row['id']}")
    terminal.wait("the row", lambda s: s["view"].get("selected") == row["id"] and _picture_is_there(s))
    terminal.picture(f"violations-{row['kind']}")


def print_list(terminal: TerminalClient) -> None:
    """Take the list along on a slip."""
    terminal.tap("violations.print")
    terminal.wait("the slip", lambda s: s["view"].get("slip") in PRINTED)
    terminal.picture("violations-printed")


def see_overview(terminal: TerminalClient) -> int:
    """Without a verified face there are counts only; nothing unmasked may be seen."""
    state = terminal.wait_screen("violations", phase="overview")
    if state["view"].get("rows"):
        raise TerminalError("records are shown although nobody was verified")
    terminal.picture("violations-overview")
    terminal.tap("violations.finish")
    return 0


def _picture_is_there(state: dict[str, Any]) -> bool:
    picture = state["view"].get("picture") or {}
    return picture.get("state") in {"shown", "none"}


SCRIPT = Script(visit, "chen_zhiyuan", "违法记录 / records shown", ends_with_letter=False)
