"""驾驶证遗失补证, as a citizen does it: every screen is looked at, every finger touch is real."""

import time

from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.licence_photo import choose_photo
from simulators.citizen.routine import A_LOOK_S, WAVE, Address, Face, World, leave, pay, show_face
from simulators.citizen.routine import begin as begin_service
from simulators.citizen.script import Script

SLUG = "driver_licence_reissue_loss"
PHONE = "13896204417"
DETAIL = "民权路28号3单元12-6"


def visit(
    terminal: TerminalClient,
    world: World,
    person: str,
    *,
    face: Face = "own",
    address: Address = "id_card",
    cut_network: bool = False,
) -> str:
    """Go through the service to its end and return the application number shown."""
    begin(terminal, world, person)
    declare_loss(terminal)
    choose_photo(terminal, world)
    if cut_network:
        world.set_network("cut")
    agree_to_notices(terminal)
    give_address(terminal, address)
    confirm_and_sign(terminal)
    show_face(terminal, world, face)
    pay(terminal, world)
    number = take_receipt(terminal, world, received=not cut_network)
    leave(terminal, world)
    if cut_network:
        world.set_network("up")
    return number


def begin(terminal: TerminalClient, world: World, person: str) -> None:
    """Wake the terminal, choose the service, lay the card down."""
    begin_service(terminal, world, SLUG, person)


def declare_loss(terminal: TerminalClient) -> None:
    """Look at the licence, say how it was lost."""
    terminal.wait("the licence", lambda s: s["step"] == "licence_loss" and s["view"]["phase"] in {"shown", "offline"})
    terminal.tap("declare.reason.lost")
    terminal.wait("the choice", lambda s: s["view"]["questions"][0]["chosen"] == ["lost"])
    terminal.tap("declare.declare")
    terminal.wait_screen("declare", declared=True, complete=True)
    terminal.picture("licence_loss")
    terminal.tap("declare.next")


def agree_to_notices(terminal: TerminalClient) -> None:
    """Read and agree, one notice after the other."""
    state = terminal.wait_screen("notices")
    while not state["view"]["all_agreed"]:
        agreed = sum(notice["agreed"] for notice in state["view"]["notices"])
        terminal.picture(f"notices-{agreed + 1}")
        time.sleep(A_LOOK_S)
        terminal.tap("notices.agree")
        state = terminal.wait("the tick", lambda s, n=agreed: sum(x["agreed"] for x in s["view"]["notices"]) > n)  # type: ignore[misc]
    terminal.picture("notices-all")
    terminal.tap("notices.next")


def give_address(terminal: TerminalClient, address: Address = "id_card") -> None:
    """Say where to send it; type the phone number."""
    terminal.wait_screen("address", phase="choose")
    terminal.picture("address-choose")
    if address == "typed":
        type_address(terminal)
    else:
        terminal.tap(f"address.use_{address}")
    terminal.wait_screen("address", phase="phone")
    terminal.type(PHONE)
    terminal.wait_screen("address", phone=PHONE)
    terminal.picture("address-phone")
    terminal.tap("address.next")


def type_address(terminal: TerminalClient) -> None:
    """Find district and street by three letters, type the road by pinyin and the house by its own keys."""
    terminal.tap("address.search")
    terminal.wait_screen("address", phase="search")
    terminal.type("jfb")
    terminal.picture("address-search")
    terminal.tap("address.place.500103解放碑街道")
    terminal.wait_screen("address", phase="detail", street="解放碑街道")
    terminal.write("minquanlu", "民权路")
    terminal.wait_screen("address", detail="民权路")
    terminal.type("28")
    terminal.tap("key.digits")
    terminal.type("号3")
    terminal.tap("key.单元")
    terminal.type("12-6")
    terminal.wait_screen("address", detail=DETAIL)
    terminal.picture("address-detail")
    terminal.tap("address.next")


def confirm_and_sign(terminal: TerminalClient) -> None:
    """Check everything once, sign with the finger."""
    terminal.wait_screen("confirm")
    terminal.picture("confirm")
    terminal.tap("confirm.next")
    terminal.wait_screen("sign")
    terminal.draw("sign.box", WAVE)
    terminal.wait_screen("sign", enough=True)
    terminal.picture("sign")
    terminal.tap("sign.next")


def take_receipt(terminal: TerminalClient, world: World, *, received: bool) -> str:
    """Wait until the terminal says who has the application, take the slip; return the number."""
    state = terminal.wait("the result", lambda s: s["screen"] == "submitted" and s["view"]["phase"] in {"received", "lodged"})
    if received and state["view"]["phase"] != "received":
        raise TerminalError("the office did not answer although the network is up")
    if not received and state["view"]["phase"] != "lodged":
        raise TerminalError("the terminal claims that the office has it although the network is cut")
    terminal.wait("the receipt", lambda s: s["view"].get("receipt") in {"delivered", "not_delivered", "unknown"})
    terminal.picture("submitted")
    world.take_slip()
    terminal.tap("submitted.finish")
    return str(state["view"]["number"]).replace(" ", "")


SCRIPT = Script(visit, "chen_zhiyuan", "流水号 / application number")
