"""A window with the real flow and the real engines behind it; only devices and office are played by the test."""

from pathlib import Path

from domain.addresses import Region, parse_streets
from domain.services import ServiceSlug
from kiosk.flow.contents import FormContent, FormField
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.screen_state import Observer, Touch
from kiosk.services.catalogue import PLANS
from tests.kiosk.stage import ELIGIBLE, START, Stage
from tests.paths import CONFIG
from tests.ui.window import settle
from tests.usability.typist import Typist
from ui.gallery.book import open_book
from ui.input.methods import InputMethods
from ui.shell import Shell, ShellOptions

NAME_FORM = Stop(  # the words are those of the gallery's example
    "form",
    "station.query",
    content=FormContent("example_person", lambda _: (FormField("name", "name"), FormField("plate", "plate", required=False))),
)
NAME_PLAN = Plan(ServiceSlug.VIOLATION_QUERY, stops=(NAME_FORM,), notices=(), facts=lambda _: [])


class LiveTerminal:
    """One window for all trials; each trial is a visit of its own."""

    def __init__(self, state_dir: Path) -> None:
        self.stage = Stage(state_dir, plans={**PLANS, NAME_PLAN.slug: NAME_PLAN})
        self.shell = Shell(ShellOptions(moving=False, sandbox=True), open_book(), self.stage.clock)
        self.shell.type_by(InputMethods())
        self.shell.attach(self)

    # -- the flow, as the shell sees it -----------------------------------------------------------------------------------

    def send(self, touch: Touch) -> None:
        """Hand a touch to the machine and let it work it off."""
        self.stage.machine.post(touch)
        self.stage.machine.process_pending()

    def observe(self, observer: Observer) -> None:
        """Show what the machine shows."""
        self.stage.machine.observe(observer)
        observer(self.stage.machine.state)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions that the flow knows."""
        return parse_streets((CONFIG / "regions" / "chongqing-streets.csv").read_text("utf-8"))

    @property
    def keyboard_is_ready(self) -> bool:
        """The engine behind the keyboard has opened."""
        return str(self.shell._typing[0].property("state")) == "ready"

    @property
    def search_is_ready(self) -> bool:
        """The tables behind the search have opened."""
        return bool(self.shell._places.property("ready"))

    # -- to where the typing begins ---------------------------------------------------------------------------------------

    def at_the_address(self) -> Typist:
        """Walk a visit to the address step, by its machine; what is touched from here on counts."""
        stage = self.stage
        stage.wake()
        stage.choose()
        stage.lay_card()
        stage.answer("ask", ELIGIBLE.model_copy(update={"photo_taken_on": START.date()}))
        stage.declare()
        stage.choose_photo()
        stage.agree()
        return self._typist("address")

    def at_a_name(self) -> Typist:
        """Begin a visit that asks for a name."""
        self.stage.wake()
        self.stage.choose(NAME_PLAN.slug)
        return self._typist("form")

    def _typist(self, screen: str) -> Typist:
        settle(lambda: self.stage.screen == screen)
        return Typist(self.shell.window, self.stage.clock)

    def leave(self) -> None:
        """End the visit and wait until the next citizen may come."""
        self.stage.touch("end_confirmed")
        self.stage.wait(180)  # whoever leaves a card behind is asked for it for two minutes
        settle(lambda: self.stage.screen == "attract")
