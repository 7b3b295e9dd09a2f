"""Scripted visits: one citizen at the real screens, one clerk at the real desk, until the end state of the service."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simulators.citizen import driver_licence_reissue_loss, violation_query
from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.routine import Address, Face
from simulators.clerk.desk import Clerk, DeskError
from simulators.stage.house import House

Say = Callable[[str], None]
OFFICE_LIMIT_S = 60.0
POLL_S = 0.1


class VisitFailed(RuntimeError):
    """The end state was not reached."""


@dataclass(frozen=True)
class Script:
    """What the citizen does, what it returns, and whether a letter is the end state."""

    citizen: Callable[..., str]
    person: str
    returns: str
    ends_with_letter: bool = True


VISITS: dict[str, Script] = {
    "driver_licence_reissue_loss": Script(driver_licence_reissue_loss.visit, "chen_zhiyuan", "流水号 / application number"),
    "violation_query": Script(violation_query.visit, "chen_zhiyuan", "违法记录 / records shown", ends_with_letter=False),
}


def run_visit(
    house: House, slug: str, *, face: Face = "own", address: Address = "id_card", cut_network: bool = False, say: Say
) -> None:
    """Drive one visit to its end state; `address` counts where a letter ends it. Raises :class:`VisitFailed`."""
    script = VISITS[slug]
    letter = {"address": address} if script.ends_with_letter else {}
    pictures = house.pictures / slug
    pictures.mkdir(parents=True)
    house.cabinet.reset()
    terminal = house.start_terminal_behind_socket()
    say(f"市民办理 / the citizen begins: {slug}")
    started = time.monotonic()
    try:
        with TerminalClient(house.terminal_socket, pictures) as client:
            result = script.citizen(client, house.cabinet, script.person, face=face, cut_network=cut_network, **letter)
        say(f"{script.returns}: {result}  ({time.monotonic() - started:.1f} s)")
        keep_slips(house, pictures)
        house.children.remove(terminal)
        if script.ends_with_letter:
            say(f"运单号 / waybill number: {office_part(house, result, pictures)}")
    except (TerminalError, DeskError) as error:
        raise VisitFailed(str(error)) from error
    say(f"图片 / pictures: {pictures}")


def office_part(house: House, number: str, pictures: Path) -> str:
    """Let the clerks take the case to the post; check that the post and the citizen's phone agree."""
    with Clerk(house.addresses.desk, house.addresses.staff, pictures) as clerk:
        waybill = clerk.take_to_the_post(number)
    letters = [letter for letter in house.cabinet.letters() if letter["waybill_number"] == waybill]
    if len(letters) != 1:
        raise VisitFailed(f"the post has {len(letters)} letters with waybill {waybill}")
    deadline = time.monotonic() + OFFICE_LIMIT_S
    while not any(waybill in message["text"].replace(" ", "") for message in house.cabinet.messages()):
        if time.monotonic() > deadline:
            raise VisitFailed("the citizen was not told the waybill number")
        time.sleep(POLL_S)
    return waybill


def keep_slips(house: House, pictures: Path) -> None:
    """Copy what the receipt printer put out beside the pictures of the screens."""
    for index, slip in enumerate(house.cabinet.slips(), start=1):
        (pictures / f"receipt-{index}.png").write_bytes(slip.read_bytes())
