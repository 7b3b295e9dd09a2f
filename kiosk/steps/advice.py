"""不能在这里办: what happened, what it means for the matter, what to do next."""

from kiosk.flow.outcome import STAY, Advice, Home, Outcome, Retry
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import Step, View


class AdviceStep(Step):
    """Refused, referred, failed, or asked for."""

    kind = "advice"
    can_go_back = False

    def enter(self) -> Outcome:
        advice = self._advice()
        self.bench.workers.note("advised", kind=advice.kind)
        return STAY

    def view(self) -> View:
        advice = self._advice()
        return {
            "kind": advice.kind,
            "reasons": [reason.value for reason in advice.reasons],
            "failure": advice.failure.value if advice.failure else None,
            "instead": advice.instead.value if advice.instead else None,
            "can_retry": advice.retry is not None,
        }

    def touched(self, touch: Touch) -> Outcome:
        retry = self._advice().retry
        if touch.action == "retry" and retry is not None and self.bench.plan is not None:
            return Retry(retry)
        return Home() if touch.action in {"home", "retry"} else STAY

    def _advice(self) -> Advice:
        return self.visit.advice or Advice("failure")
