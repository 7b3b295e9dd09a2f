"""One try to take the photograph of a licence as a state machine: fed with what was seen, it guides, counts down, keeps one.

Whoever stands well for the seconds of the countdown is photographed; a blink does not interrupt it, and of all the pictures of
these seconds the best one is kept. When time runs out it is the best picture in which anybody was. No camera, no clock in here.
"""

from domain.licence_photo import PhotoRules
from kiosk.face.best_frames import KeptFrame, quality_of
from kiosk.face.challenge import Continuity
from kiosk.face.contract import FaceProgress, Guidance, Stage
from kiosk.face.eyes import eye_glare, eyes_open
from kiosk.face.guidance import Sentence
from kiosk.face.session import Sight
from kiosk.face.vision import Face, Image

ASKED_FOR_EYES = 0.35  # of a try: narrow eyes are open, too, and nobody is to stand there until the time is over
BLINK_S = 0.6  # a fault that passes this soon does not begin the countdown anew
ABOVE, BELOW, ASIDE = 0.95, 1.0, 0.72  # heights of the face's box that the photograph takes around its middle
EYES_COUNT = 4.0  # what wider open eyes are worth, against the other qualities of a frame


class PhotoSession:
    """One try."""

    def __init__(self, rules: PhotoRules, began_at: float) -> None:
        self._rules = rules
        self._until = began_at + rules.try_seconds
        self._asks_for_eyes_until = began_at + ASKED_FOR_EYES * rules.try_seconds
        self._sentence = Sentence()
        self._continuity = Continuity()
        self._guidance = Guidance.STARTING
        self._holding_since: float | None = None
        self._good_at = float("-inf")
        self._best: KeptFrame | None = None  # of this countdown
        self._any: KeptFrame | None = None  # of the whole try
        self._fraction = 0.0
        self.is_over = False

    @property
    def progress(self) -> FaceProgress:
        """How it goes; the fraction is that of the countdown."""
        return FaceProgress(self._guidance, (Stage.FRONT,), int(self.is_over), self._fraction)

    @property
    def frame(self) -> KeptFrame | None:
        """The frame to be developed; None when nobody was to be seen."""
        return self._best or self._any

    def see(self, sight: Sight) -> None:
        """Take the next frame."""
        if self.is_over:
            return
        found = sight.assessment
        alone = found.face if found.problem is not Guidance.ALONE else None
        if not self._continuity.look(sight.at, alone):
            self._let_go()
            self._any = None
        problem = found.problem or self._problem_of_photo(sight)
        if alone is not None:
            self._keep(sight, alone, good=problem is None)
        self._hold(sight.at, good=problem is None)
        self._guidance = self._sentence.say(problem or Guidance.HOLD, sight.at)
        if sight.at >= self._until or self._fraction >= 1.0:
            self.is_over = True

    def _problem_of_photo(self, sight: Sight) -> Guidance | None:
        """Return what only a photograph asks for."""
        face = sight.assessment.face
        if face is None:
            return Guidance.NO_FACE
        if not has_room(sight.image, face):
            return Guidance.CENTRE
        limits = self._rules.limits
        asks = sight.at < self._asks_for_eyes_until
        if asks and eyes_open(sight.image, face) < limits.eyes_open / 1000:
            return Guidance.EYES
        return Guidance.GLARE if eye_glare(sight.image, face) > limits.eye_glare / 100 else None

    def _keep(self, sight: Sight, face: Face, *, good: bool) -> None:
        measures = sight.assessment.measures
        if measures is None:
            return
        quality = quality_of(measures) + EYES_COUNT * min(eyes_open(sight.image, face), 0.2)
        frame = KeptFrame(sight.at, quality, sight.image, face)
        if self._any is None or quality > self._any.quality:
            self._any = frame
        if good and (self._best is None or quality > self._best.quality):
            self._best = frame

    def _hold(self, at: float, *, good: bool) -> None:
        """Let the countdown go on, or begin anew after more than a blink."""
        if good:
            self._good_at = at
            self._holding_since = at if self._holding_since is None else self._holding_since
        elif at - self._good_at > BLINK_S:
            self._let_go()
        held = 0.0 if self._holding_since is None else at - self._holding_since
        self._fraction = min(1.0, held / self._rules.countdown_seconds)

    def _let_go(self) -> None:
        self._holding_since = self._best = None
        self._fraction = 0.0


def has_room(image: Image, face: Face) -> bool:
    """Tell whether the photograph fits into the picture where the face is now."""
    x, y, width, height = face.box
    middle_x, middle_y = x + width / 2, y + height / 2
    across = ASIDE * height <= middle_x <= image.shape[1] - ASIDE * height
    return across and middle_y - ABOVE * height >= 0 and middle_y + BELOW * height <= image.shape[0]
