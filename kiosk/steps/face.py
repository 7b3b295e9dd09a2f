"""人脸核验: look at the citizen, compare, say calmly what comes of it. The way without a face stays open at every moment.

A try that does not match may be repeated; after the last one, or when a person has to look, the matter goes on all the same:
staff compare the photographs, or (where nothing is lodged) only an overview is shown.
"""

from typing import Literal

from domain.faces import FaceDecision
from domain.failures import FailureCode
from domain.people import IdDocument
from domain.reasons import ReasonCode
from domain.wire.v1_faces import FaceReference, FaceReferenceQuestion
from kiosk.face.contract import FaceProgress, FaceVerdict, Guidance
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, Advice, Advise, Forward, Outcome
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import Bench, Step, View
from kiosk.services.face_check import keep_try, references_of
from kiosk.steps.face_consent import decline_face, way_without

MATCHED_S = 1.5  # how long the good news stands
GRACE_S = 5.0  # beyond the limit of a try: then whatever looks has forgotten us
NOBODY = frozenset({Guidance.STARTING, Guidance.NO_FACE})

KEEPS_PICTURES = frozenset({"office", "window"})  # what is lodged on the strength of a face carries it
Phase = Literal["preparing", "looking", "checking", "again", "matched", "to_office", "failed"]
LOOKING: frozenset[Phase] = frozenset({"looking", "checking"})


class Face(Step):
    """One try after the other, at most as many as the settings say."""

    kind = "face"
    passes_by_itself = True  # what was found out is not found out again, and the consent is the place to change one's mind

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._phase: Phase = "preparing"
        self._since = self.entered_at
        self._reference: FaceReference | None = None
        self._progress: FaceProgress | None = None
        self._verdict: FaceVerdict | None = None
        self._failure: FailureCode | None = None

    def enter(self) -> Outcome:
        entry = self.visit.person.face
        if entry.declined or entry.verified:
            return Forward() if entry.verified else self._go_on_unmatched()
        if self._is_settled():
            self._turn_to("to_office")
        else:
            self._ask_reference()
        return STAY

    @property
    def sees_citizen(self) -> bool:
        """A face before the camera is somebody who is there."""
        if self._phase == "matched":
            return True
        return self._phase in LOOKING and self._progress is not None and self._progress.guidance not in NOBODY

    def view(self) -> View:
        progress, entry = self._progress, self.visit.person.face
        return {
            "phase": self._phase,
            "guidance": progress.guidance.value if progress and self._phase in LOOKING else None,
            "stages": [stage.value for stage in progress.stages] if progress else [],
            "done": progress.done if progress else 0,
            "fraction": progress.fraction if progress else 0.0,
            "try": entry.tries if self._phase in {"again", "matched", "to_office"} else entry.tries + 1,
            "tries": self.bench.face.tries,
            "decision": self._verdict.decision.value if self._verdict else None,
            "failure": self._failure.value if self._failure else None,
            "without": way_without(self),
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "retry" if self._phase in {"again", "failed"}:
                self._look()
            case "without_face" if self._phase != "matched":
                return decline_face(self)
            case "next" if self._phase == "to_office":
                return self._go_on_unmatched()
        return STAY

    def done(self, done: Done) -> Outcome:
        match done.job:
            case "reference":
                self._reference = done.result if isinstance(done.result, FaceReference) else None
                self._look()
            case "face.progress" if isinstance(done.result, FaceProgress):
                self._follow_progress(done.result)
            case "face":
                self._heed(done)
        return STAY

    def tick(self) -> Outcome:
        here = self.bench.clock.monotonic() - self._since
        if self._phase == "matched" and here >= MATCHED_S:
            return Forward()
        if self._phase == "preparing" and here >= self.bench.face.reference_limit:
            self.bench.jobs.cancel("reference")
            self._look()  # the photograph of the card may be enough
        elif self._phase in LOOKING and here >= self.bench.face.try_limit + GRACE_S:
            self.bench.jobs.cancel("face")
            self._fail(FailureCode.FACE_PROCESS_GONE)
        return STAY

    def _go_on_unmatched(self) -> Outcome:
        """Go on, or to the window where nothing can be done without the face."""
        at_window = self.visit.detour is None and self.plan.without_face == "window"
        return Advise(Advice("window", reasons=(ReasonCode.FACE,))) if at_window else Forward()

    # -- one try ----------------------------------------------------------------------------------------------------------

    def _ask_reference(self) -> None:
        document = self._document()
        question = FaceReferenceQuestion(service=self.plan.slug, kind=document.kind, number=document.number, name=document.name)
        self.bench.jobs.start("reference", lambda on_result: self.bench.workers.ask_face_reference(question, on_result))

    def _look(self) -> None:
        self._progress = self._verdict = self._failure = None
        self._turn_to("looking")
        jobs, references = self.bench.jobs, references_of(self._document(), self._reference)
        jobs.start("face", lambda on_result: self.bench.workers.verify_face(references, jobs.tell("face"), on_result))

    def _follow_progress(self, progress: FaceProgress) -> None:
        if self._phase in LOOKING:
            self._progress = progress
            self._phase = "checking" if progress.guidance is Guidance.CHECKING else "looking"

    def _heed(self, done: Done) -> None:
        if isinstance(done.result, FaceVerdict):
            self._judge(done.result)
        else:
            self._fail(done.failure or FailureCode.TERMINAL_FAULT)

    def _judge(self, verdict: FaceVerdict) -> None:
        entry = self.visit.person.face
        self._verdict = verdict
        keep_try(entry, verdict, self.bench.clock.now(), with_pictures=self.plan.without_face in KEEPS_PICTURES)
        self._note_try(verdict)
        if entry.verified:
            self._turn_to("matched")
        else:
            self._turn_to("to_office" if self._is_settled() else "again")

    def _is_settled(self) -> bool:
        """Tell whether another try changes nothing: none is left, a person must look, or there is nothing to compare with."""
        check, tries = self.visit.person.face.check, self.visit.person.face.tries
        if check is None:
            return False
        without_reference = check.challenge_passed and not check.scores
        return tries >= self.bench.face.tries or check.decision is FaceDecision.REVIEW or without_reference

    def _fail(self, failure: FailureCode) -> None:
        """The camera or what stands behind it; that is no try of the citizen's."""
        self._failure = failure
        self.bench.workers.note("face_checked", failure=failure.value)
        self._turn_to("failed")

    def _note_try(self, verdict: FaceVerdict) -> None:
        details: dict[str, str | int | bool] = {
            "decision": verdict.decision.value,
            "try": self.visit.person.face.tries,
            "challenge_passed": verdict.challenge_passed,
        }
        self.bench.workers.note("face_checked", **details)

    def _turn_to(self, phase: Phase) -> None:
        self._phase, self._since = phase, self.bench.clock.monotonic()

    def _document(self) -> IdDocument:
        if self.visit.person.document is None:
            raise LookupError("no identity document was read")
        return self.visit.person.document
