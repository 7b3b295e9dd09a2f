"""结果: what was decided or found at once, and what of it may be taken along on paper (docs/screens.md)."""

from typing import Literal

from kiosk.flow.contents import ResultContent
from kiosk.flow.devices import Done, can_begin
from kiosk.flow.outcome import STAY, End, Home, MoveOn, Outcome, Retry
from kiosk.flow.screen_state import Touch
from kiosk.flow.slip_job import JOB, SlipJob
from kiosk.flow.step import Bench, Step, View

Paper = Literal["slip", "document"]


class Result(Step):
    """The end of a matter that no desk has to look at."""

    kind = "result"
    filled_by = ResultContent
    can_go_back = False

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._content = self.content(ResultContent)
        self._slip = SlipJob(bench)
        document = self._content.document(self.matter) if self._content.document else None
        self._documents = document if isinstance(document, tuple) else (document,) if document else ()
        self._at = 0  # which of them is printed, or was last

    def view(self) -> View:
        finding = self._content.finding(self.matter)
        return {
            "words": finding.words or self._content.words,
            "tone": finding.tone,
            "values": dict(finding.values),
            "big": finding.big,
            "qr": finding.qr,
            "facts": [fact.shown() for fact in finding.facts],
            "print": self._slip.state if self._paper else None,
            "print_failure": self._slip.failure.value if self._slip.failure else None,
            "paper": self._paper,
            "sheets_asked": sum(document.sheets for document in self._documents) or None,
            "sheets_out": self._slip.sheets_out,
            "instead": finding.instead.value if finding.instead else None,
            "can_move_on": finding.instead is not None and can_begin(self.bench.offers, finding.instead),
            "again": self._content.again is not None,
            "can_finish": not self._slip.is_printing,
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "print":
                self._print()
            case "finish" if not self._slip.is_printing:
                return End("finished")
            case "instead" if not self._slip.is_printing:
                instead = self._content.finding(self.matter).instead
                return MoveOn(instead) if instead and can_begin(self.bench.offers, instead) else STAY
            case "again" if self._content.again and not self._slip.is_printing:
                return Retry(self._content.again(self.visit))
            case "home" if not self._slip.is_printing:
                return Home()
        return STAY

    @property
    def _paper(self) -> Paper | None:
        if self._documents:
            return "document"
        return "slip" if self._content.slip else None

    def _print(self) -> None:
        compose, matter = self._content.slip, self.matter
        if self._documents:
            self._slip.print(lambda: self._documents[self._at])
        elif compose is not None:
            self._slip.print(lambda: compose(matter))

    def done(self, done: Done) -> Outcome:
        if done.job == JOB:
            self._slip.settle(done)
            if self._slip.state == "delivered" and self._at + 1 < len(self._documents):
                self._at += 1  # one paper, one job: what became of each is known
                self._slip.begin_next()
                self._print()
        return STAY
