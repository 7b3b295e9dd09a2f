"""Scripted visits: one citizen at the real screens, one clerk at the real desk, until the end state of the service."""

import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from domain.services import HomeEntry, ServiceSlug
from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.routine import Address, Face
from simulators.citizen.script import Script
from simulators.clerk.desk import Clerk, DeskError
from simulators.stage.house import House

Say = Callable[[str], None]
OFFICE_LIMIT_S = 60.0
POLL_S = 0.1


class VisitFailed(RuntimeError):
    """The end state was not reached."""


def _visits() -> dict[str, Script]:
    """Return the script of every module of `simulators/citizen` that is called like a service."""
    names = {slug.value: f"simulators.citizen.{slug}" for slug in (*ServiceSlug, *HomeEntry)}
    return {slug: import_module(name).SCRIPT for slug, name in names.items() if find_spec(name)}


VISITS: dict[str, Script] = _visits()


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
        try:
            with TerminalClient(house.terminal_socket, pictures) as client:
                result = script.citizen(client, house.cabinet, script.person, face=face, cut_network=cut_network, **letter)
                if script.comes_back is not None and face == "own":
                    result = come_back(house, script, client, result, pictures, say)
            say(f"{script.returns}: {result}  ({time.monotonic() - started:.1f} s)")
        finally:
            keep_slips(house, pictures)
            house.children.remove(terminal)
        if script.ends_with_letter:
            say(f"运单号 / waybill number: {office_part(house, result, pictures)}")
        elif script.office is not None:
            say(f"后台 / the office: {finish_at_the_office(house, script, result, pictures)}")
    except (TerminalError, DeskError) as error:
        raise VisitFailed(str(error)) from error
    say(f"图片 / pictures: {pictures}")


def come_back(house: House, script: Script, client: TerminalClient, result: str, pictures: Path, say: Say) -> str:
    """Let the clerks do what the citizen comes back for, then the citizen; return what the second part returned."""
    back = script.comes_back
    if back is None:
        return result
    with Clerk(house.addresses.desk, house.addresses.staff, pictures) as clerk:
        back.clerks(clerk, result)
    say(f"市民回来 / the citizen comes back: {result}")
    return back.citizen(client, house.cabinet, script.person, result)


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


def finish_at_the_office(house: House, script: Script, result: str, pictures: Path) -> str:
    """Let the clerks do what this service leaves to them; return what they say of it."""
    if script.office is None:
        return ""
    with Clerk(house.addresses.desk, house.addresses.staff, pictures) as clerk:
        return script.office(clerk, house.cabinet, result)


def keep_slips(house: House, pictures: Path) -> None:
    """Copy what the receipt printer put out beside the pictures of the screens."""
    for index, slip in enumerate(house.cabinet.slips(), start=1):
        (pictures / f"receipt-{index}.png").write_bytes(slip.read_bytes())
