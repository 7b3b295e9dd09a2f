"""罚款缴纳, as a citizen does it: the own list after the face, or a number typed without one; pay, take the slip."""

from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.routine import Face, World, begin, leave, pay, show_face
from simulators.citizen.script import Script

SLUG = "fine_payment"
PRINTED = {"delivered", "not_delivered", "unknown"}


def visit(terminal: TerminalClient, world: World, person: str, *, face: Face = "own", cut_network: bool = False) -> str:
    """Pay the first unpaid decision of the own list; return the amount shown as paid."""
    if cut_network:
        raise TerminalError("a payment needs the network")
    begin(terminal, world, SLUG, person)
    terminal.wait("the ways", lambda s: s["step"] == "fine_way")
    terminal.picture("fine_way")
    terminal.tap("choose.entry.mine")
    terminal.wait_screen("choose", complete=True)
    terminal.tap("choose.next")
    show_face(terminal, world, face)
    if face != "own":
        terminal.wait("the form for a number", lambda s: s["step"] == "decision")
        terminal.picture("decision")
        return "by number"
    return pay_first(terminal, world)


def pay_first(terminal: TerminalClient, world: World) -> str:
    """Choose the first that can be paid, look at what it comes to, pay."""
    state = terminal.wait("the list", lambda s: s["step"] == "fines")
    entry = next(entry for entry in state["view"]["entries"] if entry["can"])
    terminal.tap(f"choose.entry.{entry['id']}")
    terminal.wait_screen("choose", complete=True)
    terminal.picture("fines")
    terminal.tap("choose.next")
    terminal.wait_screen("confirm")
    terminal.picture("confirm")
    terminal.tap("confirm.next")
    pay(terminal, world)
    return take_slip(terminal, world)


def take_slip(terminal: TerminalClient, world: World) -> str:
    """Wait until it is posted, print the slip, go; return what was paid."""
    state = terminal.wait("the payment is posted", lambda s: s["screen"] == "result")
    if state["view"]["words"] != "fine_paid":
        raise TerminalError(f"paid, but not posted: {state['view']['words']}")
    terminal.picture("result")
    terminal.tap("result.print")
    terminal.wait("the slip", lambda s: s["view"].get("print") in PRINTED)
    terminal.picture("result-printed")
    world.take_slip()
    terminal.tap("result.finish")
    leave(terminal, world)
    return str(state["view"]["big"])


SCRIPT = Script(visit, "chen_zhiyuan", "缴款金额 / paid", ends_with_letter=False)
