"""主城区货车通行证, by a citizen: truck, kind, period, roads, papers, phone; a clerk approves, the pass comes by SMS."""

import re
import time
from typing import Any, cast

from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.contact_changes import PATIENCE_S, POLL_S, Phones, prove_phone
from simulators.citizen.driver_licence_reissue_loss import agree_to_notices, confirm_and_sign, take_receipt
from simulators.citizen.routine import Face, World, begin, leave, show_face
from simulators.citizen.script import Script

SLUG = "truck_pass"
PHONE = "13896205544"  # the service's own: another code comes to a phone only after a minute
PASS_NUMBER = re.compile(r"TP[0-9]{12}")


def visit(terminal: TerminalClient, world: World, person: str, *, face: Face = "own", cut_network: bool = False) -> str:
    """Go through the service to its end and return the application number shown."""
    if cut_network:
        raise TerminalError("own trucks and codes need the network")
    begin(terminal, world, SLUG, person)
    choose_first(terminal, "vehicle")
    choose_first(terminal, "pass_kind")
    choose_first(terminal, "pass_begin")
    say(terminal, "pass_period", "days", "30", "windows", "off_peak")
    say(terminal, "pass_where", "roads", "inner_ring", "roads", "logistics")
    show_papers(terminal, world)
    prove_phone(terminal, cast("Phones", world), PHONE)
    agree_to_notices(terminal)
    confirm_and_sign(terminal)
    show_face(terminal, world, face)
    number = take_receipt(terminal, world, received=True)
    leave(terminal, world)
    return number


def choose_first(terminal: TerminalClient, step: str) -> None:
    """Choose the first entry that can be chosen."""
    state = terminal.wait(step, lambda s: s["step"] == step and s["screen"] == "choose")
    able = next(entry["id"] for entry in state["view"]["entries"] if entry["can"])
    terminal.tap(f"choose.entry.{able}")
    terminal.wait("the choice", lambda s: s["view"].get("chosen") == [able])
    terminal.picture(step)
    terminal.tap("choose.next")


def say(terminal: TerminalClient, step: str, *answers: str) -> None:
    """Answer questions: question and option, alternately."""
    terminal.wait(step, lambda s: s["step"] == step)
    for question, option in zip(answers[::2], answers[1::2], strict=True):
        terminal.tap(f"declare.{question}.{option}")
        terminal.wait("the choice", lambda s, q=question, o=option: _chosen(s, q, o))  # type: ignore[misc]
    terminal.picture(step)
    terminal.tap("declare.next")


def _chosen(state: dict[str, Any], question: str, option: str) -> bool:
    return any(one["name"] == question and option in one["chosen"] for one in state["view"].get("questions", []))


def show_papers(terminal: TerminalClient, world: World) -> None:
    """Lay one paper after the other under the camera until all are there."""
    tray = cast("Any", world)
    while True:
        state = terminal.wait(
            "a paper is wanted", lambda s: s["step"] == "pass_papers" and s["view"]["phase"] in {"looking", "list"}
        )
        if state["view"]["phase"] == "list":
            break
        tray.lay_document(state["view"]["paper"])
        terminal.wait("the picture", lambda s: s["step"] == "pass_papers" and s["view"]["phase"] == "taken")
        terminal.picture(f"pass_papers-{state['view']['paper']}")
        terminal.tap("documents.keep")
        tray.lay_document(None)
    terminal.picture("pass_papers")
    terminal.tap("documents.next")


def office(clerk: Any, cabinet: Any, number: str) -> str:
    """Have a clerk approve; wait until the citizen's phone has the number of the pass."""
    clerk.approve_case(number)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        texts = [message["text"] for message in cabinet.messages() if message["phone"] == PHONE]
        found = [pass_number for text in texts for pass_number in PASS_NUMBER.findall(text)]
        if found:
            return f"通行证 / pass {found[-1]}"
        time.sleep(POLL_S)
    raise TerminalError("no pass came")


SCRIPT = Script(visit, "tian_yun", "流水号 / application number", ends_with_letter=False, office=office)
