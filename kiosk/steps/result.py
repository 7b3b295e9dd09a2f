"""结果: what was decided or found at once, and what of it may be taken along on paper (docs/screens.md)."""

from kiosk.flow.contents import ResultContent
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, End, Home, Outcome
from kiosk.flow.screen_state import Touch
from kiosk.flow.slip_job import JOB, SlipJob
from kiosk.flow.step import Bench, Step, View


class Result(Step):
    """The end of a matter that no desk has to look at."""

    kind = "result"
    filled_by = ResultContent
    can_go_back = False

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._content = self.content(ResultContent)
        self._slip = SlipJob(bench)

    def view(self) -> View:
        finding = self._content.finding(self.matter)
        return {
            "words": finding.words or self._content.words,
            "tone": finding.tone,
            "values": dict(finding.values),
            "big": finding.big,
            "qr": finding.qr,
            "facts": [fact.shown() for fact in finding.facts],
            "print": self._slip.state if self._content.slip else None,
            "print_failure": self._slip.failure.value if self._slip.failure else None,
            "instead": finding.instead.value if finding.instead else None,
            "can_finish": not self._slip.is_printing,
        }

    def touched(self, touch: Touch) -> Outcome:
        compose = self._content.slip
        match touch.action:
            case "print" if compose is not None:
                matter = self.matter
                self._slip.print(lambda: compose(matter))
            case "finish" if not self._slip.is_printing:
                return End("finished")
            case "home" if not self._slip.is_printing:
                return Home()
        return STAY

    def done(self, done: Done) -> Outcome:
        if done.job == JOB:
            self._slip.settle(done)
        return STAY
