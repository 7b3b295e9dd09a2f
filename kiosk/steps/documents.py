"""材料拍照: papers under the document camera, one after the other (docs/screens.md).

Each is taken by itself as soon as it lies well and still, or when the citizen says so. What came of it is looked at before it
is kept; a picture with something against it may be kept from the second one on, and says so to the office.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from domain.failures import FailureCode
from drivers.document_camera.contract import DocumentPicture, DocumentPreview, Outline, Shortfall
from kiosk.flow.devices import Done, ShutterHandle
from kiosk.flow.outcome import STAY, Forward, Home, Outcome
from kiosk.flow.paper_content import DocumentsContent, Paper
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View, text_in
from kiosk.flow.visit import TakenPaper

TRIES = 2  # from this picture on one with something against it may be kept
SLOW_S = 12.0  # nothing was taken yet: the way by hand is offered

Phase = Literal["looking", "taken", "list", "failed"]
MOVING = frozenset({Shortfall.MOVED})


class Documents(Step):
    """What has to be shown, in pictures."""

    kind = "documents"
    filled_by = DocumentsContent

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._content = self.content(DocumentsContent)
        self._phase: Phase = "list"
        self._paper: str | None = None
        self._tries = 0
        self._since = self.entered_at
        self._last: str | None = None  # the paper that was taken last: it may still lie there
        self._shutter: ShutterHandle | None = None
        self._preview: DocumentPreview | None = None
        self._shots = 0  # numbers the previews: a new picture has a new key
        self._live: dict[str, bytes] = {}  # the newest two: the screen may still be decoding the first
        self._taken: DocumentPicture | None = None
        self._failure: FailureCode | None = None

    def enter(self) -> Outcome:
        if not self._content.papers(self.matter):
            return Forward()
        self._go_on()
        return STAY

    @property
    def sees_citizen(self) -> bool:
        """What moves under the camera is a hand."""
        return self._phase == "looking" and self._preview is not None and self._preview.shortfall in MOVING

    # -- what is shown ----------------------------------------------------------------------------------------------------

    def view(self) -> View:
        content, matter = self._content, self.matter
        papers, taken = content.papers(matter), content.taken(self.name, matter)
        return {
            "words": content.words,
            "phase": self._phase,
            "papers": [_shown(paper, taken.get(paper.kind)) for paper in papers],
            "paper": self._paper,
            "hint": self._hint(),
            "outline": _corners(self._preview.outline) if self._preview and self._phase == "looking" else None,
            "picture": self._picture_key(),
            "slow": self._phase == "looking" and self._seconds_looking() >= SLOW_S,
            "doubts": [doubt.value for doubt in self._taken.shortfalls] if self._taken else [],
            "can_keep": self._can_keep(),
            "can_skip": self._can_skip(),
            "failure": self._failure.value if self._failure else None,
            "complete": content.is_complete(self.name, matter),
        }

    def pictures(self) -> dict[str, bytes]:
        if self._phase == "looking":
            return self._live
        if self._phase == "taken" and self._taken:
            return {self._taken_key(): self._taken.jpeg}
        taken = self._content.taken(self.name, self.matter)
        return {_kept_key(kind): paper.jpeg for kind, paper in taken.items()} if self._phase == "list" else {}

    def _picture_key(self) -> str | None:
        key = next(reversed(self.pictures()), None) if self._phase != "list" else None
        return f"image://evidence/{key}" if key else None

    def _taken_key(self) -> str:
        return f"document-taken-{self._shots}"

    def _hint(self) -> str | None:
        """What to do about it; "hold": it is good, "wait": nothing was seen yet, "known": the paper before still lies there."""
        if self._phase != "looking":
            return None
        if self._preview is None:
            return "wait"
        if self._preview.known:
            return "known"
        return self._preview.shortfall.value if self._preview.shortfall else "hold"

    # -- what is heard ----------------------------------------------------------------------------------------------------

    def touched(self, touch: Touch) -> Outcome:
        match self._phase:
            case "looking":
                return self._touched_looking(touch)
            case "taken":
                self._touched_taken(touch)
            case "list":
                return self._touched_list(touch)
            case "failed":
                return self._touched_failed(touch)
        return STAY

    def done(self, done: Done) -> Outcome:
        if isinstance(done.result, DocumentPreview):
            self._follow(done.result)
        elif isinstance(done.result, DocumentPicture):
            self._show(done.result)
        elif done.job == "take":
            self._fail(done.failure or FailureCode.TERMINAL_FAULT)
        return STAY

    def back(self) -> Outcome:
        """From a paper to the list where there is something in it already, else to the step before."""
        if self._phase == "list" or not self._content.taken(self.name, self.matter):
            return super().back()
        self._turn_to_list()
        return STAY

    def _touched_looking(self, touch: Touch) -> Outcome:
        match touch.action:
            case "take_now" if self._shutter is not None and self._preview is not None:
                self._shutter.take_now()
            case "skip" if self._can_skip():
                self._turn_to_list()
        return STAY

    def _touched_taken(self, touch: Touch) -> None:
        match touch.action:
            case "keep" if self._can_keep():
                self._keep()
            case "again":
                self._look()

    def _touched_list(self, touch: Touch) -> Outcome:
        match touch.action:
            case "take":
                self._begin(text_in(touch, "kind"))
            case "next" if self._content.is_complete(self.name, self.matter):
                return Forward()
        return STAY

    def _touched_failed(self, touch: Touch) -> Outcome:
        match touch.action:
            case "retry":
                self._look()
            case "home":
                return Home()
        return STAY

    # -- one paper --------------------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """To the first paper that must be there and is not, else to the list."""
        taken = self._content.taken(self.name, self.matter)
        missing = [paper.kind for paper in self._papers() if paper.required and paper.kind not in taken]
        if missing:
            self._begin(missing[0])
        else:
            self._turn_to_list()

    def _begin(self, kind: str) -> None:
        if any(paper.kind == kind for paper in self._papers()):
            self._paper, self._tries = kind, 0
            self._look()

    def _look(self) -> None:
        another = self._last is not None and self._last != self._paper
        self._phase, self._since = "looking", self.bench.clock.monotonic()
        self._preview = self._taken = self._failure = self._shutter = None
        self._live = {}
        workers, jobs = self.bench.workers, self.bench.jobs

        def submit(on_result: Callable[[object], None]) -> ShutterHandle:
            self._shutter = workers.take_document(jobs.tell("take"), on_result, another=another)
            return self._shutter

        jobs.start("take", submit)

    def _follow(self, preview: DocumentPreview) -> None:
        if self._phase != "looking":
            return
        self._preview, self._shots = preview, self._shots + 1
        kept = list(self._live.items())[-1:]
        self._live = {**dict(kept), f"document-live-{self._shots}": preview.jpeg}

    def _show(self, picture: DocumentPicture) -> None:
        self._phase, self._taken, self._shutter = "taken", picture, None
        self._last = self._paper
        self._tries += 1
        self._shots += 1

    def _keep(self) -> None:
        if self._paper is None or self._taken is None:
            return
        self.visit.person.papers[self.name, self._paper] = TakenPaper(self._taken.jpeg, self._taken.shortfalls)
        self.bench.workers.note("document_taken", paper=self._paper, doubtful=bool(self._taken.shortfalls))
        self._taken = None
        self._go_on()

    def _fail(self, failure: FailureCode) -> None:
        self.bench.workers.note("document_not_taken", failure=failure.value)
        self._phase, self._failure, self._shutter, self._preview = "failed", failure, None, None

    def _turn_to_list(self) -> None:
        self.bench.jobs.cancel("take")
        self._phase, self._paper, self._taken, self._preview, self._shutter = "list", None, None, None, None

    def _papers(self) -> Sequence[Paper]:
        return self._content.papers(self.matter)

    def _can_keep(self) -> bool:
        return self._phase == "taken" and self._taken is not None and (not self._taken.shortfalls or self._tries >= TRIES)

    def _can_skip(self) -> bool:
        """A paper that need not be there, or is there already, may be left."""
        taken = self._content.taken(self.name, self.matter)
        paper = next((paper for paper in self._papers() if paper.kind == self._paper), None)
        return self._phase == "looking" and paper is not None and (not paper.required or paper.kind in taken)

    def _seconds_looking(self) -> float:
        return self.bench.clock.monotonic() - self._since


def _kept_key(kind: str) -> str:
    return f"document-kept-{kind}"


def _corners(outline: Outline | None) -> list[Json] | None:
    return [[x, y] for x, y in outline] if outline else None


def _shown(paper: Paper, taken: TakenPaper | None) -> dict[str, Json]:
    return {
        "kind": paper.kind,
        "required": paper.required,
        "taken": taken is not None,
        "picture": f"image://evidence/{_kept_key(paper.kind)}" if taken else None,
        "doubts": [doubt.value for doubt in taken.doubts] if taken else [],
    }
