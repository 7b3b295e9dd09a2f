"""再见: asks for what still lies there. The reader senses the cards, the board of the cabinet slips and pages.

Where no sensor watches an exit the screen only reminds. What is still there after the limit goes into the audit log, and
nobody begins before it is gone.
"""

from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, Outcome, Rest
from kiosk.flow.outside import Thing
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View

EVENTS: dict[Thing, str] = {
    "id_card": "card_left_behind",
    "bank_card": "bank_card_left_behind",
    "receipt": "slip_left_behind",
    "document": "document_left_behind",
}


class Goodbye(Step):
    """The visit is over and everything personal is wiped; the next one begins after this."""

    kind = "goodbye"
    can_go_back = False
    can_end = False

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        visit = self.visit
        self._cards: dict[Thing, bool] = {}  # card that was used → whether it lies there
        if visit.card_was_read:
            self._cards["id_card"] = True
        if visit.bank_card_lies:
            self._cards["bank_card"] = True
        came_out: dict[Thing, bool] = {"receipt": visit.slip_was_printed, "document": visit.document_was_printed}
        self._papers: dict[Thing, bool] = came_out
        self._gone_at = self.entered_at

    def enter(self) -> Outcome:
        limit, workers = self.bench.times.things_left, self.bench.workers
        if "id_card" in self._cards:
            self.bench.jobs.start("removal", lambda on_result: workers.await_removal(limit, on_result))
        if "bank_card" in self._cards:
            self.bench.jobs.start("bank_card", lambda on_result: workers.await_bank_card_removal(limit, on_result))
        return STAY

    def view(self) -> View:
        left: list[Json] = [{"thing": card, "taken": not lies, "sensed": True} for card, lies in self._cards.items()]
        sensed = self.bench.outside.papers()
        for paper, came_out in self._papers.items():
            if came_out or sensed.get(paper):
                left.append({"thing": paper, "taken": sensed.get(paper) is False, "sensed": paper in sensed})
        return {"left": left, "why": self.visit.why, "clue": self.visit.clue}

    def touched(self, touch: Touch) -> Outcome:
        return Rest() if touch.action == "finish" and not self._lying() else STAY

    def done(self, done: Done) -> Outcome:
        if done.result is False:
            return self._give_up()
        self._cards["bank_card" if done.job == "bank_card" else "id_card"] = False  # taken, or who could tell is gone
        self._gone_at = self.bench.clock.monotonic()
        return STAY

    def tick(self) -> Outcome:
        if self._lying():
            self._gone_at = self.bench.clock.monotonic()
            return self._give_up() if self.seconds_here() >= self.bench.times.things_left else STAY
        lingered = self.bench.clock.monotonic() - self._gone_at
        return Rest() if lingered >= self.bench.times.goodbye else STAY

    def _lying(self) -> list[Thing]:
        cards = [card for card, lies in self._cards.items() if lies]
        return cards + [paper for paper, lies in self.bench.outside.papers().items() if lies]

    def _give_up(self) -> Outcome:
        lying = self._lying()
        for thing in lying:
            self.bench.workers.note(EVENTS[thing])
        self.bench.outside.left_behind(lying)
        return Rest()
