"""One try 一次核验 as a state machine: fed with what was seen in each frame, it says what to ask next and when it is over.

First the citizen looks ahead until enough good frames came, then turns the head as asked, and looks ahead again after every
turn, also the last: whoever began must be the one who ends, or a photograph could begin and another head turn. All the while it
must stay one face of one person: after a gap or a jump everything starts again, with other turns; another person's face ends
the try. No camera, no thread and no clock in here: times come with the frames.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Protocol

from kiosk.face.best_frames import KEPT, BestFrames, KeptFrame, quality_of
from kiosk.face.challenge import AT_FRONT, WRONG_WAYS_AT_MOST, Continuity, Turns
from kiosk.face.contract import FaceProgress, Guidance, Stage
from kiosk.face.guidance import Sentence
from kiosk.face.quality import Assessment, Mode
from kiosk.face.vision import Embedding, Face, Image, mean_embedding

GOOD_IN_A_ROW = 3  # frames
STARTS_OVER_AT_MOST = 2
STRANGE_IN_A_ROW = 3  # frames that do not show the person who began: another one is there
FAR_TURNED = 0.35  # change of Face.turn beyond which a comparison may fail with the right person, too
COMPARED_EVERY_S = 0.2  # while a turn is under way
_OF_PLACE_OR_LIGHT = frozenset(
    {Guidance.NO_FACE, Guidance.ALONE, Guidance.CLOSER, Guidance.BACK, Guidance.CENTRE, Guidance.LIGHT, Guidance.GLARE}
)


class Eyes(Protocol):
    """What a session needs of the engine."""

    def embed(self, image: Image, face: Face) -> Embedding:
        """Return the vector of one face."""
        ...

    def is_same(self, known: Embedding, probe: Embedding, *, straight: bool) -> bool:
        """Tell whether two vectors are of one person within one try; strictly when both look straight ahead."""
        ...


@dataclass(frozen=True, eq=False)
class Sight:
    """What was seen in one frame."""

    at: float  # monotonic seconds
    image: Image = field(repr=False)
    assessment: Assessment


class Session:
    """One try."""

    def __init__(self, draw: Callable[[], tuple[Stage, ...]], eyes: Eyes, began_at: float, limit_s: float) -> None:
        self._draw = draw
        self._eyes = eyes
        self._until = began_at + limit_s
        self._stages = draw()
        self._sentence = Sentence()
        self._continuity = Continuity()
        self._best = BestFrames()
        self._good_in_a_row = 0
        self._person: Embedding | None = None
        self._turns: Turns | None = None
        self._starts_over = 0
        self._strange_in_a_row = 0
        self._compared_at = float("-inf")
        self._part = 0.0  # of the present stage
        self._fraction = 0.0
        self._guidance = Guidance.STARTING
        self.is_over = False
        self.passed = False

    @property
    def mode(self) -> Mode:
        """By which gates the next frame is to be judged."""
        return Mode.TURNED if self._turns is not None and not self._turns.comes_back else Mode.LIVE

    @property
    def progress(self) -> FaceProgress:
        """How it goes."""
        return FaceProgress(self._guidance, self._stages, self._done, self._fraction)

    @property
    def challenge(self) -> tuple[str, ...]:
        """The turns that were asked for, in order."""
        return tuple(stage.value for stage in self._stages[1:])

    @property
    def frames(self) -> tuple[KeptFrame, ...]:
        """The best frames, at most three, best first."""
        return self._best.frames

    def tick(self, at: float) -> None:
        """Let time pass without a frame."""
        if not self.is_over and at >= self._until:
            self._end(passed=False)

    def see(self, sight: Sight) -> None:
        """Take the next frame."""
        self.tick(sight.at)
        if self.is_over:
            return
        alone = sight.assessment.problem is not Guidance.ALONE
        if not self._continuity.look(sight.at, sight.assessment.face if alone else None):
            self._start_over()
        if self.is_over:
            return
        if self._turns is None:
            self._see_front(sight)
        else:
            self._see_turn(sight, self._turns)
        self._renew_progress(sight)

    # -- looking ahead ----------------------------------------------------------------------------------------------------

    def _see_front(self, sight: Sight) -> None:
        if sight.assessment.face is None or sight.assessment.problem is Guidance.ALONE:
            self._forget()  # who comes back may be another one: a photograph taken away leaves no frame behind
            return
        if sight.assessment.problem is not None:
            self._good_in_a_row = 0
            self._part = 0.0
            return
        self._good_in_a_row += 1
        self._keep(sight, None)
        self._part = min(1.0, min(self._good_in_a_row, len(self._best)) / GOOD_IN_A_ROW)
        if self._good_in_a_row >= GOOD_IN_A_ROW and len(self._best) == KEPT:
            self._know_person()

    def _know_person(self) -> None:
        """Learn who stands there from the best frames, if each of them shows the same person as each other one.

        Never against their own mean: every frame is like a mean that it is part of.
        """
        frames = [self._embedded(frame) for frame in self._best.frames]
        vectors = [frame.embedding for frame in frames if frame.embedding is not None]
        if not all(self._eyes.is_same(one, other, straight=True) for one, other in combinations(vectors, 2)):
            self._forget()
            return
        self._best.replace(frames)
        self._person = mean_embedding(vectors)
        self._part = 0.0
        self._turns = Turns(self._stages[1:], sum(frame.face.turn for frame in frames) / len(frames))
        if self._turns.is_over:
            self._end(passed=True)

    def _embedded(self, frame: KeptFrame) -> KeptFrame:
        return frame if frame.embedding is not None else replace(frame, embedding=self._eyes.embed(frame.image, frame.face))

    def _keep(self, sight: Sight, embedding: Embedding | None) -> None:
        found = sight.assessment
        if found.face is not None and found.measures is not None:
            self._best.offer(KeptFrame(sight.at, quality_of(found.measures), sight.image, found.face, embedding))

    # -- turning ----------------------------------------------------------------------------------------------------------

    def _see_turn(self, sight: Sight, turns: Turns) -> None:
        face = sight.assessment.face
        if face is None or sight.assessment.problem is not None:
            turns.waver()
            return
        self._part = turns.part(face.turn)
        if turns.counts(face.turn):
            self._compare(sight, face, turns)
        else:
            turns.waver()
            if sight.at - self._compared_at >= COMPARED_EVERY_S:
                self._compare(sight, face, turns)

    def _compare(self, sight: Sight, face: Face, turns: Turns) -> None:
        """Only a frame that surely shows the person who began counts; too many that do not are another person."""
        if self._person is None:
            return
        self._compared_at = sight.at
        embedding = self._eyes.embed(sight.image, face)
        straight = abs(turns.change(face.turn)) <= AT_FRONT
        if self._eyes.is_same(self._person, embedding, straight=straight):
            self._strange_in_a_row = 0
            self._go_on(sight, face, turns, embedding)
            return
        turns.waver()
        if abs(turns.change(face.turn)) < FAR_TURNED:
            self._strange_in_a_row += 1
            if self._strange_in_a_row >= STRANGE_IN_A_ROW:
                self._end(passed=False)

    def _go_on(self, sight: Sight, face: Face, turns: Turns, embedding: Embedding) -> None:
        if turns.comes_back:
            self._keep(sight, embedding)
        turns.look(face.turn)
        self._part = turns.part(face.turn)
        if turns.is_over:
            self._end(passed=True)
        elif turns.wrong_ways > WRONG_WAYS_AT_MOST:
            self._end(passed=False)

    # -- the way of it ----------------------------------------------------------------------------------------------------

    def _start_over(self) -> None:
        """Begin again with whoever stands there now, and with other turns if one had been asked for."""
        if self._turns is None:
            self._forget()
            return
        self._starts_over += 1
        if self._starts_over > STARTS_OVER_AT_MOST:
            self._end(passed=False)
            return
        self._stages = self._draw()
        self._forget()

    def _forget(self) -> None:
        self._best = BestFrames()
        self._good_in_a_row = self._strange_in_a_row = 0
        self._person = self._turns = None
        self._part = 0.0

    def _end(self, *, passed: bool) -> None:
        self.is_over, self.passed = True, passed
        if passed:
            self._fraction = 1.0
        self._guidance = Guidance.CHECKING

    @property
    def _done(self) -> int:
        return 0 if self._turns is None else 1 + self._turns.done

    def _renew_progress(self, sight: Sight) -> None:
        if self.is_over:
            return
        self._guidance = self._sentence.say(self._wanted_guidance(sight), sight.at)
        reached = (self._done + 0.9 * self._part) / len(self._stages)
        self._fraction = round(max(self._fraction, min(reached, 0.99)), 2)

    def _wanted_guidance(self, sight: Sight) -> Guidance:
        problem, face = sight.assessment.problem, sight.assessment.face
        if self._turns is None:
            return problem or Guidance.HOLD
        if problem is None or problem not in _OF_PLACE_OR_LIGHT:
            return self._turns.asks
        if face is not None and abs(self._turns.change(face.turn)) > AT_FRONT and problem is not Guidance.ALONE:
            return self._turns.asks  # a turned face looks smaller, darker and farther aside than it is
        return problem
