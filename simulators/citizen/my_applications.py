"""我的申请, as a citizen uses it: withdraw what was a mistake, look how far the rest is, supply what the clerk asked for."""

from typing import Any

from simulators.citizen import driver_licence_reissue_loss as loss
from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.routine import Address, Face, World, leave, show_face
from simulators.citizen.script import Return, Script

SLUG = "my_applications"
ASKED = ("delivery_address", "phone")  # what the scripted clerk asks for
NOTE = "门牌号不完整，请补全"


def visit(
    terminal: TerminalClient,
    world: World,
    person: str,
    *,
    face: Face = "own",
    address: Address = "id_card",
    cut_network: bool = False,
) -> str:
    """Lodge, withdraw, lodge once more; return the number of what is left."""
    if cut_network or face != "own":
        raise TerminalError("own applications need the network and the own face")
    mistake = loss.visit(terminal, world, person, address=address)
    withdraw(terminal, world, person, mistake)
    return loss.visit(terminal, world, person, address=address)


def come_back(terminal: TerminalClient, world: World, person: str, number: str) -> str:
    """Supply everything that was asked for; return the number."""
    correct(terminal, world, person, number)
    return number


def begin(terminal: TerminalClient, world: World, person: str) -> None:
    """Wake the terminal, choose the entry as soon as it is offered, lay the card down."""
    terminal.wait_screen("attract")
    terminal.tap("attract.wake")
    terminal.wait("my applications are offered", is_offered)
    terminal.tap("home.my_applications")
    terminal.wait_screen("read_id_card", phase="waiting")
    world.lay_card(person)


def is_offered(state: dict[str, Any]) -> bool:
    """Tell whether home offers it now."""
    return state["screen"] == "home" and bool(state["view"]["my_applications"]["available"])


def look(terminal: TerminalClient, world: World, person: str) -> list[dict[str, Any]]:
    """Card and face, up to the list; return its rows."""
    begin(terminal, world, person)
    show_face(terminal, world, "own")
    rows = terminal.wait_screen("applications", phase="list")["view"]["rows"]
    terminal.picture("applications")
    return list(rows)


def open_one(terminal: TerminalClient, world: World, person: str, number: str) -> dict[str, Any]:
    """Look at one of them; return what is shown of it."""
    if number not in {row["number"] for row in look(terminal, world, person)}:
        raise TerminalError("the application is not in the list")
    terminal.tap(f"applications.open.{number}")
    one: dict[str, Any] = terminal.wait_screen("applications", phase="detail")["view"]["one"]
    terminal.picture(f"applications-{one['status']}")
    return one


def withdraw(terminal: TerminalClient, world: World, person: str, number: str) -> None:
    """Withdraw it and go."""
    open_one(terminal, world, person, number)
    terminal.tap("applications.ask_to_withdraw")
    terminal.wait_screen("applications", phase="withdraw")
    terminal.picture("applications-withdraw")
    terminal.tap("applications.withdraw")
    finish(terminal, world, "my_withdrawn")


def correct(terminal: TerminalClient, world: World, person: str, number: str) -> None:
    """Give address and phone anew, sign, look at the list once more, go."""
    one = open_one(terminal, world, person, number)
    if {item["item"] for item in one["asked"]} != set(ASKED):
        raise TerminalError("something else is asked for than the clerk asked for")
    terminal.tap("applications.correct")
    loss.give_address(terminal)
    loss.confirm_and_sign(terminal)
    terminal.wait_screen("result", words="my_corrected")
    terminal.picture("result-my_corrected")
    terminal.tap("result.again")
    rows = terminal.wait_screen("applications", phase="list")["view"]["rows"]
    terminal.picture("applications-after")
    if {row["number"]: row["status"] for row in rows}[number] != "accepted":
        raise TerminalError("the corrected application is not back in the queue")
    terminal.tap("applications.finish")
    leave(terminal, world)


def readdress(terminal: TerminalClient, world: World, person: str, number: str) -> None:
    """Say where the letter that came back shall go; go."""
    open_one(terminal, world, person, number)
    terminal.tap("applications.readdress")
    loss.give_address(terminal)
    terminal.wait_screen("confirm", sends=True)
    terminal.picture("confirm-readdress")
    terminal.tap("confirm.next")
    finish(terminal, world, "my_readdressed")


def print_copy(terminal: TerminalClient, number: str) -> None:
    """Have the copy of what was signed printed, from the page of the application `number`; go back to that page."""
    terminal.tap("applications.documents")
    terminal.wait_screen("applications", phase="documents")
    terminal.tap("applications.paper.entry.signed_copy")
    state = terminal.wait("the sheets", lambda s: _is_settled(s["view"]))
    terminal.picture("applications-printed")
    if state["view"]["documents"][0]["state"] != "delivered":
        raise TerminalError(f"the copy of {number[-4:]} did not come out")
    terminal.tap("applications.keep")
    terminal.wait_screen("applications", phase="detail")


def _is_settled(view: dict[str, Any]) -> bool:
    return any(paper["state"] in {"delivered", "not_delivered", "not_fetched", "unknown"} for paper in view["documents"])


def finish(terminal: TerminalClient, world: World, words: str) -> None:
    """See what came of it and go."""
    terminal.wait_screen("result", words=words)
    terminal.picture(f"result-{words}")
    terminal.tap("result.finish")
    leave(terminal, world)


def ask_by_number(terminal: TerminalClient, world: World, person: str, number: str) -> str:
    """Without the face of the card only the number of one application leads on; return what the screen says of it."""
    begin(terminal, world, person)
    show_face(terminal, world, "other")
    terminal.wait("the number is asked for", lambda s: s["step"] == "my_number")
    terminal.picture("my_number")
    terminal.type(number)
    terminal.wait("the number", lambda s: s["step"] == "my_number" and s["view"]["fields"][0]["value"] == number)
    terminal.tap("form.next")
    terminal.wait_screen("result", words="my_progress")
    said = terminal.words()
    finish(terminal, world, "my_progress")
    return said


def ask_for_correction(clerk: Any, number: str) -> None:
    """What the clerk does before the citizen comes back."""
    clerk.request_correction(number, ASKED, NOTE)


SCRIPT = Script(visit, "gong_yan", "流水号 / application number", comes_back=Return(ask_for_correction, come_back))
