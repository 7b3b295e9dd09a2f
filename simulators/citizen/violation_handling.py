"""交通违法处理, as a citizen does it: look at the pictures, choose, read the notice, accept, sign, take the decision along."""

import time
from typing import Any

from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.routine import A_LOOK_S, WAVE, Face, World, begin, leave, show_face
from simulators.citizen.script import Script

SLUG = "violation_handling"
PHONE = "13896204417"
PRINTED = {"delivered", "not_delivered", "unknown"}


def visit(terminal: TerminalClient, world: World, person: str, *, face: Face = "own", cut_network: bool = False) -> str:
    """Settle what may be settled and return the number of the first decision; without the own face there is only the window."""
    if cut_network:
        raise TerminalError("handling needs the network")
    begin(terminal, world, SLUG, person)
    show_face(terminal, world, face)
    if face != "own":
        go_to_the_window(terminal)
        return "window"
    choose(terminal)
    accept(terminal)
    sign(terminal)
    number = take_decision(terminal)
    leave(terminal, world)
    return number


def choose(terminal: TerminalClient) -> None:
    """Look at what may be settled here, take the first two of it."""
    state = terminal.wait_screen("violation_choice", phase="shown")
    terminal.wait("the first picture", lambda s: (s["view"].get("picture") or {}).get("state") in {"shown", "none"})
    terminal.picture("violation_choice")
    for record in state["view"]["choosing"]["can"][:2]:
        terminal.tap(f"violations.take.{record}")
        terminal.wait("the tick", lambda s, one=record: one in s["view"]["choosing"]["chosen"])  # type: ignore[misc]
    terminal.picture("violation_choice-chosen")
    terminal.tap("violations.next")


def accept(terminal: TerminalClient) -> None:
    """Read what is intended, accept it."""
    terminal.wait_screen("penalty_notice")
    terminal.picture("penalty_notice")
    time.sleep(A_LOOK_S)
    terminal.tap("penalty_notice.accept")


def sign(terminal: TerminalClient) -> None:
    """Say how to be reached, look at everything once, sign."""
    terminal.wait("the form", lambda s: s["step"] == "contact")
    terminal.type(PHONE)
    terminal.picture("contact")
    terminal.tap("form.next")
    terminal.wait_screen("confirm")
    terminal.picture("confirm")
    terminal.tap("confirm.next")
    terminal.wait_screen("sign")
    terminal.draw("sign.box", WAVE)
    terminal.wait_screen("sign", enough=True)
    terminal.picture("sign")
    terminal.tap("sign.next")


def take_decision(terminal: TerminalClient) -> str:
    """Wait for the decision, print it, return its number."""
    state = terminal.wait("the decision", lambda s: s["screen"] == "result")
    if state["view"]["words"] not in {"handling_done", "handling_warned"}:
        raise TerminalError(f"nothing was decided: {state['view']['words']}")
    terminal.picture("result")
    terminal.tap("result.print")
    terminal.wait("the sheets", lambda s: s["view"].get("print") in PRINTED)
    terminal.picture("result-printed")
    terminal.tap("result.finish")
    return number_in(state)


def number_in(state: dict[str, Any]) -> str:
    """Return the first decision's number that the result shows."""
    numbers = [fact["value"] for fact in state["view"]["facts"] if fact["key"] == "handling_done.number"]
    return str(numbers[0]).replace(" ", "")


def go_to_the_window(terminal: TerminalClient) -> None:
    """Nothing is shown to somebody who was not verified."""
    terminal.wait_screen("advice", kind="window")
    terminal.picture("advice")
    terminal.tap("advice.home")


SCRIPT = Script(visit, "chen_zhiyuan", "决定书编号 / decision number", ends_with_letter=False)
