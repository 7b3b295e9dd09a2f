"""不能在这里办: what happened, what it means for the matter, what to do next."""

from kiosk.flow.devices import can_begin
from kiosk.flow.outcome import STAY, Advice, Home, MoveOn, Outcome, Retry, VerifyFirst
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
            "service": self.visit.service.value if self.visit.service else None,
            "can_retry": self._can_retry(),
            "can_move_on": self._can_move_on(),
        }

    def touched(self, touch: Touch) -> Outcome:
        advice = self._advice()
        if touch.action == "retry" and advice.retry is not None and self._can_retry():
            return VerifyFirst(advice.retry) if advice.kind == "verify_first" else Retry(advice.retry)
        if touch.action == "instead":
            return MoveOn(advice.instead) if advice.instead and self._can_move_on() else STAY
        return Home() if touch.action in {"home", "retry"} else STAY

    def _can_move_on(self) -> bool:
        """Tell whether the service to use instead may be begun here now."""
        instead = self._advice().instead
        return instead is not None and can_begin(self.bench.offers, instead)

    def _can_retry(self) -> bool:
        """Tell whether it can be gone on from here; to be verified needs the camera."""
        advice = self._advice()
        can = advice.retry is not None and self.bench.plan is not None
        return can and (advice.kind != "verify_first" or self.bench.offers.can_check_faces())

    def _advice(self) -> Advice:
        return self.visit.advice or Advice("failure")
