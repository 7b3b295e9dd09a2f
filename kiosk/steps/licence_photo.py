"""驾驶证照片: the photograph that the new licence shows, taken here or, while it is recent enough, the one on file.

A picture that was taken stands beside what is required of it and what is wrong; it can be taken again, a few times. After the
last time it goes on with the best one: the office looks at it, too, and may ask for another.
"""

import math
from collections.abc import Mapping
from datetime import date
from typing import Literal

from domain.failures import FailureCode
from domain.licence_photo import PhotoDefect, PhotoRules
from kiosk.face.contract import FaceProgress, Guidance, LicencePhoto
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, Advice, Advise, Back, Forward, Outcome
from kiosk.flow.photo_content import LicencePhotoContent
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import Bench, Step, View
from kiosk.flow.visit import PhotoEntry

GRACE_S = 5.0  # beyond the limit of a try: then whatever looks has forgotten us
NOBODY = frozenset({Guidance.STARTING, Guidance.NO_FACE})
PICTURE = "licence_photo_{n}"  # its key among the pictures of the screen; another one for each try, so that it is loaded anew

Phase = Literal["offer", "stand", "looking", "shown", "failed", "none"]


class LicencePhotoStep(Step):
    """One try after the other, at most as many as configuration says."""

    kind = "licence_photo"
    filled_by = LicencePhotoContent

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._phase: Phase = "stand"
        self._since = self.entered_at
        self._progress: FaceProgress | None = None
        self._failure: FailureCode | None = None
        self._missed = False  # the last try brought nothing better than what lies here

    def enter(self) -> Outcome:
        self._turn_to("shown" if self._entry.jpeg else self._beginning())
        return STAY

    @property
    def sees_citizen(self) -> bool:
        """A face before the camera is somebody who is there."""
        return self._phase == "looking" and self._progress is not None and self._progress.guidance not in NOBODY

    def view(self) -> View:
        entry, on_file = self._entry, self._on_file()
        return {
            "phase": self._phase,
            "on_file": on_file.isoformat() if on_file else None,
            "camera": self._can_take(),
            "guidance": self._progress.guidance.value if self._progress else None,
            "fraction": self._progress.fraction if self._progress else 0.0,
            "countdown": self._countdown(),
            "try": min(entry.tries + (self._phase != "shown"), self._rules.tries),
            "tries": self._rules.tries,
            "tries_left": self._tries_left(),
            "picture": f"image://evidence/{self._key}" if self._phase == "shown" and entry.jpeg else None,
            "checks": [defect.value for defect in PhotoDefect],
            "defects": [defect.value for defect in entry.defects] if entry.jpeg else [],
            "replaced": entry.background_replaced,
            "missed": self._missed,
            "failure": self._failure.value if self._failure else None,
        }

    def pictures(self) -> Mapping[str, bytes]:
        return {self._key: self._entry.jpeg} if self._phase == "shown" and self._entry.jpeg else {}

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "use_on_file" if self._phase in {"offer", "failed", "shown"} and self._on_file():
                return self._choose("on_file")
            case "take" if self._phase in {"offer", "failed"} and self._may_take():
                self._turn_to("stand")
            case "start" if self._phase == "stand" and self._may_take():
                self._look()
            case "retake" if self._phase == "shown" and self._may_take():
                self._look()
            case "use" if self._phase == "shown" and self._entry.jpeg:
                return self._choose("taken")
            case "window":
                return Advise(Advice("window", retry=self.name))
        return STAY

    def back(self) -> Outcome:
        """From looking to how to stand, from there to the offer if there is one."""
        if self._phase == "looking":
            self.bench.jobs.cancel("photo")
            self._turn_to("shown" if self._entry.jpeg else "stand")
            return STAY
        if self._phase in {"stand", "failed"} and self._on_file():
            self._turn_to("offer")
            return STAY
        return Back()

    def done(self, done: Done) -> Outcome:
        match done.job:
            case "photo.progress" if isinstance(done.result, FaceProgress):
                self._progress = done.result
            case "photo" if isinstance(done.result, LicencePhoto):
                self._judge(done.result)
            case "photo":
                self._fail(done.failure or FailureCode.TERMINAL_FAULT)
        return STAY

    def tick(self) -> Outcome:
        here = self.bench.clock.monotonic() - self._since
        if self._phase == "looking" and here >= self._rules.try_seconds + GRACE_S:
            self.bench.jobs.cancel("photo")
            self._fail(FailureCode.FACE_PROCESS_GONE)
        if self._phase == "none" and self._may_take():
            self._turn_to("stand")  # the camera has come back
        return STAY

    # -- what there is ----------------------------------------------------------------------------------------------------

    @property
    def _entry(self) -> PhotoEntry:
        return self.visit.person.photo

    @property
    def _key(self) -> str:
        return PICTURE.format(n=self._entry.tries)

    @property
    def _rules(self) -> PhotoRules:
        return self.bench.rulebook.photo

    def _on_file(self) -> date | None:
        return self.content(LicencePhotoContent).on_file(self.matter)

    def _can_take(self) -> bool:
        return self.bench.offers.can_check_faces()

    def _tries_left(self) -> int:
        return max(0, self._rules.tries - self._entry.tries)

    def _may_take(self) -> bool:
        return self._can_take() and self._tries_left() > 0

    def _beginning(self) -> Phase:
        if self._on_file():
            return "offer"
        return "stand" if self._may_take() else "none"

    def _countdown(self) -> int | None:
        """Whole seconds until the picture is taken; None while somebody still has to be brought before the camera."""
        if self._phase != "looking" or self._progress is None or self._progress.guidance is not Guidance.HOLD:
            return None
        return max(1, math.ceil((1 - self._progress.fraction) * self._rules.countdown_seconds))

    # -- one try ----------------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        self._progress = self._failure = None
        self._turn_to("looking")
        jobs, workers = self.bench.jobs, self.bench.workers
        jobs.start("photo", lambda on_result: workers.take_licence_photo(jobs.tell("photo"), on_result))

    def _judge(self, taken: LicencePhoto) -> None:
        """Keep it unless what lies here is better: nobody is to lose a good one by wanting a nicer one."""
        entry = self._entry
        entry.tries += 1
        self._missed = not taken.jpeg or (bool(entry.jpeg) and len(taken.defects) > len(entry.defects))
        if not self._missed:
            entry.jpeg, entry.defects, entry.measures = taken.jpeg, taken.defects, taken.measures
            entry.background_replaced = taken.background_replaced
        self.bench.workers.note("licence_photo_taken", defects=len(taken.defects), **{"try": entry.tries})
        if entry.jpeg:
            self._turn_to("shown")
        else:
            self._turn_to("failed" if self._may_take() or self._on_file() else "none")

    def _fail(self, failure: FailureCode) -> None:
        """The camera or what stands behind it; that is no try of the citizen's."""
        self._failure = failure
        self.bench.workers.note("licence_photo_taken", failure=failure.value)
        self._turn_to("failed")

    def _choose(self, source: Literal["on_file", "taken"]) -> Outcome:
        entry = self._entry
        entry.source = source
        if source == "on_file":
            entry.jpeg, entry.defects, entry.measures, entry.background_replaced = b"", (), {}, False
        self.bench.workers.note("licence_photo_chosen", source=source)
        return Forward()

    def _turn_to(self, phase: Phase) -> None:
        self._phase, self._since = phase, self.bench.clock.monotonic()
