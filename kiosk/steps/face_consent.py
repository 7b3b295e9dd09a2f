"""人脸单独同意: face information is sensitive, so it is asked for on a screen of its own, and saying no costs nothing.

Basis: 个人信息保护法 §29; 人脸识别技术应用安全管理办法 (face recognition must not be the only way).
"""

from kiosk.flow.outcome import STAY, Advice, Advise, Back, Forward, Outcome
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import Bench, Step, View
from kiosk.flow.visit import FaceEntry, Visit
from kiosk.services.consent import consent_to, shown_notice

NOTICE = "face"
NOTICE_WITHOUT = "office_comparison"
SHORTEST_LOOK_S = 0.6  # the second half of the touch that opened this screen is no consent


class FaceConsent(Step):
    """With the face, without it, or at the window."""

    kind = "face_consent"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._reading = False

    @classmethod
    def passes(cls, visit: Visit) -> bool:
        """Verified on a detour already: nothing is asked here any more."""
        return visit.person.face.early

    def enter(self) -> Outcome:
        return Forward() if self.visit.person.face.early else STAY

    def view(self) -> View:
        return {
            "notice": shown_notice(self.bench.rulebook.notices[NOTICE]),
            "without": way_without(self),
            "service": self.plan.slug.value,
            "reading": self._reading,
            "camera": self.bench.offers.can_check_faces(),
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "read" | "close":
                self._reading = touch.action == "read"
            case "agree" if self.bench.offers.can_check_faces() and self.seconds_here() >= SHORTEST_LOOK_S:
                return self._agree()
            case "without_face":
                return self._decline()
            case "window":
                return Advise(Advice("window", retry=self.name))
        return STAY

    def back(self) -> Outcome:
        if self._reading:
            self._reading = False
            return STAY
        return Back()

    def _agree(self) -> Outcome:
        person = self.visit.person
        person.face.declined = False
        person.consents.pop(NOTICE_WITHOUT, None)
        person.consents[NOTICE] = consent_to(self.bench.rulebook.notices[NOTICE], self.visit, self.bench.clock)
        self.bench.workers.note("face_consent", agreed=True)
        return Forward()

    def _decline(self) -> Outcome:
        return decline_face(self)


def way_without(step: Step) -> str:
    """Return where the way without face recognition leads; on a detour to the window: only a face opens the office's reason."""
    return "window" if step.visit.detour is not None else step.plan.without_face


def decline_face(step: Step) -> Outcome:
    """Take the way without face recognition; a consent given before is withdrawn and the pictures are forgotten.

    What a try came to stays: the office learns that somebody was looked at before this way was chosen, and it counts as a try.
    """
    way = way_without(step)
    person, bench = step.visit.person, step.bench
    looked_at = None if person.face.verified else person.face.check
    person.face = FaceEntry(declined=True, tries=person.face.tries, check=looked_at)
    person.violations = None  # they were answered for a face that is withdrawn
    if looked_at is None:
        person.consents.pop(NOTICE, None)
    if way == "office":
        person.consents[NOTICE_WITHOUT] = consent_to(bench.rulebook.notices[NOTICE_WITHOUT], step.visit, bench.clock)
    bench.workers.note("face_consent", agreed=False)
    step.visit.detour = None
    return Advise(Advice("window")) if way == "window" else Forward()
