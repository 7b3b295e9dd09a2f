"""违法处理告知: facts, intended penalty, points and rights before anything is decided, and three different ways out of it.

行政处罚法 §44, §45 (who defends himself is not punished harder for it), 公安部令第163号 §13 (points), 公安部令第157号 §22
(objection: nothing is handled here then). What was shown is proven by its hash, whichever way is chosen.
"""

from domain.wire.v1_handling import IntendedPenalty, PenaltyNotice
from kiosk.flow.outcome import STAY, Forward, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Step, View
from kiosk.services.consent import shown_notice
from kiosk.services.handling import WAYS, ToldContent, as_notice, choose_way, chosen_way, forget_way

SHORTEST_LOOK_S = 0.6  # the second half of the touch that opened this screen is no answer


class PenaltyNoticeStep(Step):
    """What is intended, and what the citizen says to it."""

    kind = "penalty_notice"
    filled_by = ToldContent

    def view(self) -> View:
        notice = self._notice()
        return {
            "notice": shown_notice(as_notice(notice)),
            "penalties": [_shown(penalty) for penalty in notice.penalties],
            "fine_fen": sum(penalty.fine_fen for penalty in notice.penalties),
            "points": sum(penalty.points for penalty in notice.penalties),
            "points_before": notice.points_before,
            "points_after": notice.points_after,
            "points_limit": notice.points_limit,
            "way": chosen_way(self.visit),
        }

    def touched(self, touch: Touch) -> Outcome:
        if touch.action not in WAYS or self.seconds_here() < SHORTEST_LOOK_S:
            return STAY
        if chosen_way(self.visit) != touch.action:
            forget_way(self.visit.person)
            self.visit.person.strokes = []  # what was signed was something else
        choose_way(touch.action, self.visit, self.bench.clock)
        self.bench.workers.note("handling_way", way=touch.action)
        return Forward()

    def _notice(self) -> PenaltyNotice:
        if self.visit.person.notice is None:
            raise LookupError("nothing was intended")
        return self.visit.person.notice


def _shown(penalty: IntendedPenalty) -> Json:
    return {
        "id": penalty.record_number,
        "facts": penalty.facts,
        "provision": penalty.provision,
        "basis": penalty.basis,
        "points": penalty.points,
        "fine_fen": penalty.fine_fen,
    }
