"""Enter every trial and say how many touches it took."""

from dataclasses import dataclass

from tests.ui.window import settle
from tests.usability.terminal import LiveTerminal
from tests.usability.trials import AddressTrial, NameTrial


@dataclass(frozen=True)
class Taken:
    """What one trial took. `place`: touches until district and street stood; `rest`: until the label was whole."""

    text: str
    place: int
    rest: int

    @property
    def touches(self) -> int:
        return self.place + self.rest


def enter_address(terminal: LiveTerminal, trial: AddressTrial) -> Taken:
    """Find district and street by their initials, type the rest, leave the page by its button."""
    typist = terminal.at_the_address()
    typist.tap("address.search")
    for letter in trial.sound:
        typist.tap(f"key.{letter}")
    settle(lambda: terminal.search_is_ready)
    typist.tap(_place_of(terminal, trial))
    view = terminal.stage.view
    if (view["district"]["name"], view["street"]) != (trial.district, trial.street):
        raise AssertionError("another place was found")
    place = typist.touches
    _wait_for_keyboard(terminal)
    typist.write(trial.detail, trial.sounds)
    if terminal.stage.view["detail"] != trial.detail:
        raise AssertionError("something else was typed")
    typist.tap("address.next")
    if terminal.stage.view["phase"] != "phone":
        raise AssertionError("the address is refused")
    terminal.leave()
    return Taken(trial.label, place, typist.touches - place)


def _place_of(terminal: LiveTerminal, trial: AddressTrial) -> str:
    code = next(region.code for region in terminal.regions if region.name == trial.district)
    return f"address.place.{code}{trial.street}"


def enter_name(terminal: LiveTerminal, trial: NameTrial) -> Taken:
    """Type a name into a form."""
    typist = terminal.at_a_name()
    _wait_for_keyboard(terminal)
    typist.write(trial.name, trial.sounds)
    typed = terminal.stage.view["fields"][0]["value"]
    if typed != trial.name:
        raise AssertionError("another name was typed")
    typist.tap("form.next")
    terminal.leave()
    return Taken(trial.name, 0, typist.touches)


def _wait_for_keyboard(terminal: LiveTerminal) -> None:
    """The engine opens in the background; a hand is slower than that."""
    settle(lambda: terminal.keyboard_is_ready)
