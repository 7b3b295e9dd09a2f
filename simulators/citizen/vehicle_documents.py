"""A vehicle's licence or plates made anew, as a citizen does it: choose the vehicle, say what is lost or damaged, and go on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.driver_licence_reissue_loss import (
    agree_to_notices,
    confirm_and_sign,
    give_address,
    take_receipt,
)
from simulators.citizen.routine import Address, Face, World, begin, leave, pay, show_face

Paper = Callable[[TerminalClient, World], None]


@dataclass(frozen=True)
class Wish:
    """What the citizen wants done. `place`: which of the own vehicles; `show_paper`: what is laid under the document camera."""

    slug: str
    declared: Mapping[str, str]  # question -> option
    place: int = 0
    show_paper: Paper | None = None


def go(
    wish: Wish,
    terminal: TerminalClient,
    world: World,
    person: str,
    *,
    face: Face = "own",
    address: Address = "id_card",
    cut_network: bool = False,
) -> str:
    """Go through the service to its end and return the application number shown."""
    begin(terminal, world, wish.slug, person)
    choose_vehicle(terminal, wish.place)
    declare(terminal, wish.slug, wish.declared)
    if wish.show_paper is not None:
        wish.show_paper(terminal, world)
    if cut_network:  # the vehicle is known by now: the rest needs no line
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


def choose_vehicle(terminal: TerminalClient, place: int) -> None:
    """Look at the own vehicles, masked, and choose one."""
    state = terminal.wait("the own vehicles", lambda s: s["step"] == "vehicle" and bool(s["view"]["entries"]))
    entries = state["view"]["entries"]
    if any("∗" not in entry["plate"]["number"] for entry in entries if entry["plate"]):
        raise TerminalError("a plate is shown whole although nobody was verified")
    terminal.picture("vehicle")
    chosen = entries[place]["id"]
    terminal.tap(f"choose.entry.{chosen}")
    terminal.wait("the choice", lambda s: s["view"].get("chosen") == [chosen])
    terminal.picture("vehicle-chosen")
    terminal.tap("choose.next")


def declare(terminal: TerminalClient, slug: str, declared: Mapping[str, str]) -> None:
    """Answer every question, tick the declaration."""
    terminal.wait("the declaration", lambda s: s["step"] == slug)
    terminal.picture(slug)
    for question, option in declared.items():
        terminal.tap(f"declare.{question}.{option}")
        terminal.wait("the answer", _has_chosen(question, option))
    terminal.tap("declare.declare")
    terminal.wait_screen("declare", declared=True, complete=True)
    terminal.picture(f"{slug}-declared")
    terminal.tap("declare.next")


def _has_chosen(question: str, option: str) -> Callable[[dict[str, Any]], bool]:
    def news(state: dict[str, Any]) -> bool:
        asked = state["view"].get("questions", ())
        return any(one["name"] == question and one["chosen"] == [option] for one in asked)

    return news
