"""What a citizen does in every service: wake the terminal, choose, lay the card, show the face, take everything and go."""

import math
import time
from contextlib import suppress
from typing import Any, Literal, Protocol

from simulators.citizen.client import TerminalClient, TerminalError

A_LOOK_S = 0.6  # what was only just opened cannot be agreed to
STEP_UP_S = 1.0  # until whoever stood there before is out of the camera's last pictures
TRIES = 3
WAVE = [[(0.12 + 0.7 * i / 40, 0.5 + 0.22 * math.sin(i / 3.2)) for i in range(41)], [(0.3, 0.2), (0.36, 0.5), (0.33, 0.82)]]
"""A signature, in shares of the box."""
PIN = "123456"  # of every sandbox card

Face = Literal["own", "other", "photo", "declined"]
"""Who looks into the camera: the card's holder, somebody else, the holder's photograph, or nobody: no consent is given."""

Address = Literal["id_card", "registry", "typed"]
"""Where the letter goes: to the address on the card, to the one registered with the licence, or to one typed in full."""

SCENES: dict[Face, str] = {"own": "person", "other": "other", "photo": "photo"}


class World(Protocol):
    """The citizen's body outside the screen."""

    def lay_card(self, person: str | None) -> None:
        """Lay this person's card on the reader, or take it away."""
        ...

    def set_scene(self, scene: str) -> None:
        """Step before the camera, or have somebody or something else there."""
        ...

    def insert_bank_card(self, card: str) -> None:
        """Push this bank card into the slot."""
        ...

    def press_pin_keys(self, digits: str, key: str | None) -> object:
        """Type on the PIN pad, then press ``enter``, ``clear`` or ``cancel``."""
        ...

    def pull_bank_card(self) -> None:
        """Pull the bank card out."""
        ...

    def set_network(self, state: str) -> None:
        """Cut the network between terminal and office, or mend it: ``up`` or ``cut``."""
        ...

    def take_slip(self) -> object:
        """Take the receipt."""
        ...

    def take_documents(self) -> object:
        """Take the pages of A4."""
        ...

    def lay_document(self, kind: str | None) -> None:
        """Lay a paper or a damaged plate under the document camera, or take it away."""
        ...


def begin(terminal: TerminalClient, world: World, slug: str, person: str) -> None:
    """Wake the terminal, choose the service, lay the card down."""
    choose_service(terminal, slug)
    world.lay_card(person)


def choose_service(terminal: TerminalClient, slug: str) -> None:
    """Wake the terminal and choose the service as soon as it is offered."""
    terminal.wait_screen("attract")
    terminal.picture("attract")
    terminal.tap("attract.wake")
    terminal.wait(f"{slug} is offered", lambda state: is_offered(state, slug))
    terminal.picture("home")
    terminal.tap(f"home.service.{slug}")
    terminal.wait_screen("read_id_card", phase="waiting")
    terminal.picture("read_id_card")


def is_offered(state: dict[str, Any], slug: str) -> bool:
    """Tell whether home offers the service now."""
    return state["screen"] == "home" and any(
        service["available"] for group in state["view"]["groups"] for service in group["services"] if service["slug"] == slug
    )


def show_face(terminal: TerminalClient, world: World, face: Face) -> None:
    """Agree to face verification and do what the screen asks, or choose the way without it."""
    terminal.wait_screen("face_consent")
    terminal.picture("face_consent")
    time.sleep(A_LOOK_S)
    if face == "declined":
        terminal.tap("face_consent.without_face")
        return
    world.set_scene(SCENES[face])
    time.sleep(STEP_UP_S)
    terminal.tap("face_consent.agree")
    if face == "own":
        look_until_matched(terminal)
    else:
        look_in_vain(terminal)


def look_until_matched(terminal: TerminalClient) -> None:
    """Stand there until the terminal knows the face; keep a picture of every stage. It goes on by itself."""
    seen: set[object] = set()
    while True:
        state = terminal.wait("the face is looked at", _is_looked_at(seen))
        if state["screen"] != "face":
            return
        view = state["view"]
        if view["phase"] in {"again", "to_office", "failed"}:
            raise TerminalError(f"the holder's own face ended in {view['phase']}, try {view['try']}")
        seen.add((view["phase"], view["done"]))
        terminal.picture(f"face-{view['phase']}-{view['done']}")


def _is_looked_at(seen: set[object]) -> Any:
    def news(state: dict[str, Any]) -> bool:
        if state["screen"] != "face":
            return bool(state["screen"] != "face_consent")
        view = state["view"]
        return view["phase"] != "preparing" and (view["phase"], view["done"]) not in seen

    return news


def look_in_vain(terminal: TerminalClient) -> None:
    """Be refused as often as the terminal allows, then go on to the office."""
    for count in range(1, TRIES + 1):
        state = terminal.wait("the end of a try", lambda s, n=count: _try_ended(s, n))  # type: ignore[misc]
        view = state["view"]
        terminal.picture(f"face-{view['phase']}-{count}")
        if view["phase"] == "to_office":
            break
        terminal.tap("face.retry")
    else:
        raise TerminalError(f"after {TRIES} tries the terminal does not send the matter to the office")
    terminal.tap("face.next")


def _try_ended(state: dict[str, Any], count: int) -> bool:
    if state["screen"] == "face_consent":
        return False
    if state["screen"] != "face" or state["view"]["phase"] == "matched":
        raise TerminalError(f"somebody else's face led to {state['screen']} {state['view'].get('phase')}")
    phase = state["view"]["phase"]
    return bool(phase == "to_office" or (phase == "again" and state["view"]["try"] == count))


def pay(terminal: TerminalClient, world: World, card: str = "debit", pin: str = PIN) -> None:
    """Pay the fee by bank card, take the card back, go on."""
    terminal.wait_screen("pay", phase="insert")
    terminal.picture("pay-insert")
    world.insert_bank_card(card)
    terminal.wait_screen("pay", phase="pin")
    world.press_pin_keys(pin, None)
    terminal.wait_screen("pay", phase="pin", digits=len(pin))
    terminal.picture("pay-pin")
    world.press_pin_keys("", "enter")
    terminal.wait_screen("pay", phase="take_card")
    terminal.picture("pay-take_card")
    world.pull_bank_card()
    terminal.wait_screen("pay", phase="approved")
    terminal.picture("pay-approved")
    with suppress(TerminalError):  # it goes on by itself when nobody touches it
        terminal.tap("pay.next", patience_s=1.0)


def leave(terminal: TerminalClient, world: World) -> None:
    """Take everything away and go."""
    terminal.wait_screen("goodbye")
    terminal.picture("goodbye")
    world.lay_card(None)
    world.take_slip()
    world.take_documents()
    world.set_scene("empty")
    terminal.wait("everything is seen to be gone", lambda s: s["screen"] == "attract" or _everything_is_taken(s))
    if terminal.state()["screen"] == "goodbye":
        terminal.tap("goodbye.finish")
    terminal.wait_screen("attract")


def _everything_is_taken(state: dict[str, Any]) -> bool:
    return all(thing["taken"] for thing in state["view"].get("left", []) if thing["sensed"])
