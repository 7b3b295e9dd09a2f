"""变更机动车所有人联系方式, as a citizen does it: all own vehicles, then as a driver does."""

from typing import Any

from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.contact_changes import change_contact, wait_until_filed
from simulators.citizen.routine import Face, World, begin, leave
from simulators.citizen.script import Script

SLUG = "contact_change_owner"
NEW_PHONE = "13896205536"  # each service has its own: another code comes only after a minute


def visit(terminal: TerminalClient, world: World, person: str, *, face: Face = "own", cut_network: bool = False) -> str:
    """Go through the service to its end and return the application number shown."""
    if cut_network:
        raise TerminalError("a code by SMS needs the network")
    begin(terminal, world, SLUG, person)
    choose_vehicles(terminal)
    number = change_contact(terminal, world, face, NEW_PHONE)
    leave(terminal, world)
    return number


def choose_vehicles(terminal: TerminalClient) -> None:
    """Take all of them."""
    state = terminal.wait("the own vehicles", lambda s: s["step"] == "contact_vehicles")
    able = [entry["id"] for entry in state["view"]["entries"] if entry["can"]]
    terminal.picture("contact_vehicles")
    terminal.tap("choose.all")
    terminal.wait("all of them", lambda s: s["view"].get("chosen") == able)
    terminal.picture("contact_vehicles-all")
    terminal.tap("choose.next")


def office(clerk: Any, cabinet: Any, number: str) -> str:
    """Wait until the office has filed it by itself and told both phones."""
    del clerk
    return wait_until_filed(cabinet, number, NEW_PHONE)


SCRIPT = Script(visit, "chen_zhiyuan", "流水号 / application number", ends_with_letter=False, office=office)
