"""再见: asks for what still lies there. The reader senses the cards; nothing senses a slip, so the screen only reminds."""

from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, Outcome, Rest
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View


class Goodbye(Step):
    """The visit is over and everything personal is wiped; the next one begins after this."""

    kind = "goodbye"
    can_go_back = False
    can_end = False

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._card_lies = self.visit.card_was_read
        self._bank_card_lies = self._bank_card_lay = self.visit.bank_card_lies
        self._gone_at = self.entered_at

    def enter(self) -> Outcome:
        limit, workers = self.bench.times.things_left, self.bench.workers
        if self._card_lies:
            self.bench.jobs.start("removal", lambda on_result: workers.await_removal(limit, on_result))
        if self._bank_card_lies:
            self.bench.jobs.start("bank_card", lambda on_result: workers.await_bank_card_removal(limit, on_result))
        return STAY

    def view(self) -> View:
        left: list[Json] = []
        if self.visit.card_was_read:
            left.append({"thing": "id_card", "taken": not self._card_lies, "sensed": True})
        if self._bank_card_lay:
            left.append({"thing": "bank_card", "taken": not self._bank_card_lies, "sensed": True})
        if self.visit.slip_was_printed:
            left.append({"thing": "receipt", "taken": False, "sensed": False})
        return {"left": left, "why": self.visit.why, "clue": self.visit.clue}

    def touched(self, touch: Touch) -> Outcome:
        return Rest() if touch.action == "finish" and not self._anything_lies() else STAY

    def done(self, done: Done) -> Outcome:
        if done.result is False:
            return self._give_up()
        if done.job == "bank_card":  # taken, or the reader that could tell is gone
            self._bank_card_lies = False
        else:
            self._card_lies = False
        self._gone_at = self.bench.clock.monotonic()
        return STAY

    def tick(self) -> Outcome:
        if self._anything_lies():
            return self._give_up() if self.seconds_here() >= self.bench.times.things_left else STAY
        lingered = self.bench.clock.monotonic() - self._gone_at
        return Rest() if lingered >= self.bench.times.goodbye else STAY

    def _anything_lies(self) -> bool:
        return self._card_lies or self._bank_card_lies

    def _give_up(self) -> Outcome:
        if self._card_lies:
            self.bench.workers.note("card_left_behind")
        if self._bank_card_lies:
            self.bench.workers.note("bank_card_left_behind")
        return Rest()
