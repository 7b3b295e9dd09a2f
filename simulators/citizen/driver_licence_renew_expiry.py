"""驾驶证期满换证, as a citizen does it: every screen is looked at, every finger touch is real."""

from simulators.citizen.client import TerminalClient
from simulators.citizen.licences import declare, go_on
from simulators.citizen.routine import Address, Face, World, begin
from simulators.citizen.script import Script

SLUG = "driver_licence_renew_expiry"


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
    begin(terminal, world, SLUG, person)
    declare(terminal, "licence_expiry")
    return go_on(terminal, world, face=face, address=address, cut_network=cut_network, photo="on_file")


SCRIPT = Script(visit, "qin_wei", "流水号 / application number")
