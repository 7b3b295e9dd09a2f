"""驾驶证照片, as a citizen does it: the one on file where it is offered, or standing before the camera until it is good."""

from typing import Any, Literal

from simulators.citizen.client import TerminalClient, TerminalError
from simulators.citizen.routine import World

Photo = Literal["on_file", "taken"]
"""Which photograph the citizen wants; the one on file only where the terminal offers it."""

TRIES = 3


def choose_photo(terminal: TerminalClient, world: World, photo: Photo = "taken") -> None:
    """Go through the stop; a picture that is not good enough is taken again, as often as the terminal allows.

    Where there is neither photograph nor camera, the camera is waited for: it may only just have been switched on.
    """
    state = terminal.wait("which photograph", lambda s: s["screen"] == "licence_photo" and s["view"]["phase"] != "none")
    terminal.picture("licence_photo")
    if photo == "on_file":
        terminal.tap("licence_photo.use_on_file")
        return
    if state["view"]["phase"] == "offer":
        terminal.tap("licence_photo.take")
        terminal.wait_screen("licence_photo", phase="stand")
        terminal.picture("licence_photo-stand")
    world.set_scene("person")
    terminal.tap("licence_photo.start")
    _until_good(terminal)
    terminal.tap("licence_photo.use")


def _until_good(terminal: TerminalClient) -> None:
    for count in range(1, TRIES + 1):
        view = _taken(terminal, count)
        terminal.picture(f"licence_photo-shown-{count}")
        if not view["defects"]:
            return
        if view["tries_left"]:
            terminal.tap("licence_photo.retake")
    raise TerminalError(f"no good photograph in {TRIES} tries: {', '.join(view['defects'])}")


def _taken(terminal: TerminalClient, count: int) -> dict[str, Any]:
    """Wait for the picture of try `count`, looking at the screen on the way."""
    state = terminal.wait("somebody counts down", lambda s: _counts_or_shows(s, count))
    if state["view"]["phase"] == "looking":
        terminal.picture(f"licence_photo-looking-{count}")
        state = terminal.wait("the photograph", lambda s: _shows(s, count))
    if state["view"]["phase"] != "shown":
        raise TerminalError(f"taking the photograph ended in {state['view']['phase']}")
    view: dict[str, Any] = state["view"]
    return view


def _counts_or_shows(state: dict[str, Any], count: int) -> bool:
    return bool(state["view"].get("countdown")) or _shows(state, count)


def _shows(state: dict[str, Any], count: int) -> bool:
    view = state["view"]
    ended = view.get("phase") in {"failed", "none"}
    return ended or (view.get("phase") == "shown" and view["tries"] - view["tries_left"] >= count)
