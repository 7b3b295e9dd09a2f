"""What citizens do alike in every renewal of a driving licence, from the photograph to the receipt."""

from simulators.citizen.client import TerminalClient
from simulators.citizen.driver_licence_reissue_loss import agree_to_notices, confirm_and_sign, give_address, take_receipt
from simulators.citizen.licence_photo import Photo, choose_photo
from simulators.citizen.routine import Address, Face, World, leave, pay, show_face


def declare(terminal: TerminalClient, stop: str, choice: tuple[str, str] | None = None) -> None:
    """Look at the licence, choose (question, option) where something is asked, declare."""
    terminal.wait("the licence", lambda s: s["step"] == stop and s["view"]["phase"] in {"shown", "offline"})
    if choice is not None:
        question, option = choice
        terminal.tap(f"declare.{question}.{option}")
        terminal.wait("the choice", lambda s: s["view"]["questions"][0]["chosen"] == [option])
    terminal.tap("declare.declare")
    terminal.wait_screen("declare", declared=True, complete=True)
    terminal.picture(stop)
    terminal.tap("declare.next")


def go_on(
    terminal: TerminalClient, world: World, *, face: Face, address: Address, cut_network: bool, photo: Photo = "taken"
) -> str:
    """Choose the photograph and do the rest; return the application number shown."""
    choose_photo(terminal, world, photo)
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
