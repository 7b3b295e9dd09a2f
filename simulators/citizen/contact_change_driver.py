"""变更驾驶人联系方式, as a citizen does it: the phone is proven by the code that comes to it, then address and the rest."""

from typing import Any

from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.contact_changes import change_contact, wait_until_filed
from simulators.citizen.routine import Face, World, begin, leave
from simulators.citizen.script import Script

SLUG = "contact_change_driver"
NEW_PHONE = "13896205528"  # each service has its own: another code comes only after a minute


def visit(terminal: TerminalClient, world: World, person: str, *, face: Face = "own", cut_network: bool = False) -> str:
    """Go through the service to its end and return the application number shown."""
    if cut_network:
        raise TerminalError("a code by SMS needs the network")
    begin(terminal, world, SLUG, person)
    number = change_contact(terminal, world, face, NEW_PHONE)
    leave(terminal, world)
    return number


def office(clerk: Any, cabinet: Any, number: str) -> str:
    """Wait until the office has filed it by itself and told both phones."""
    del clerk
    return wait_until_filed(cabinet, number, NEW_PHONE)


SCRIPT = Script(visit, "tang_yong", "流水号 / application number", ends_with_letter=False, office=office)
