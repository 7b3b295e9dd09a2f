"""Shapes the pictures that came with an application for the case page: the new licence photo item by item, and papers."""

from collections.abc import Mapping
from dataclasses import dataclass

from backoffice.desk.pages import Words
from backoffice.review.casefile import CaseFile
from backoffice.review.photographs import PhotoView
from domain.licence_photo import ATTACHMENT, REPLACED, PhotoDefect
from domain.wire.v1 import Attachment

ADDRESS = "attachment-"
"""How the pictures are addressed: this, and their place among the case's attachments."""


@dataclass(frozen=True)
class CheckView:
    """One requirement of a licence photo, as the terminal measured it."""

    key: str
    text: str
    met: bool


@dataclass(frozen=True)
class AttachmentView:
    """One picture; without an address it is closed to the reader now."""

    kind: str
    name: str
    address: str | None
    doubts: tuple[str, ...]  # in words
    checks: tuple[CheckView, ...]  # of a licence photo

    @property
    def failed(self) -> int:
        """Return how many requirements are not met."""
        return sum(not check.met for check in self.checks)


def attachments_of(file: CaseFile, words: Words) -> tuple[AttachmentView, ...]:
    """Shape every picture of the case, in the order in which they are kept."""
    return tuple(_view(place, one, file, words) for place, one in enumerate(file.attachments))


def new_photos(file: CaseFile, words: Words) -> tuple[PhotoView, ...]:
    """Return the new licence photo's place among the photographs, none when none came."""
    views = (one for one in attachments_of(file, words) if one.checks)
    return tuple(PhotoView("new", view.address, "desk.photo.closed", _summary(view, words)) for view in views)


def _summary(view: AttachmentView, words: Words) -> str:
    return words("desk.photo_check.failed", n=view.failed) if view.failed else words("desk.photo_check.met")


def _view(place: int, one: Attachment, file: CaseFile, words: Words) -> AttachmentView:
    photo = one.kind == ATTACHMENT
    told = [doubt for doubt in one.doubts if not photo or doubt == REPLACED]
    return AttachmentView(
        kind=one.kind,
        name=words.or_same(f"desk.attachment.{one.kind}", one.kind),
        address=f"/desk/review/{file.case.number}/photos/{ADDRESS}{place}" if file.photographs_open else None,
        doubts=tuple(words.or_same(f"desk.doubt.{doubt}", doubt) for doubt in told),
        checks=tuple(_check(defect, one, words) for defect in PhotoDefect) if photo else (),
    )


def _check(defect: PhotoDefect, one: Attachment, words: Words) -> CheckView:
    met = defect.value not in one.doubts
    text = words(f"desk.photo_check.{defect.value}")
    return CheckView(defect.value, f"{text} {_measured(defect, one.measures, words)}".strip(), met)


def _measured(defect: PhotoDefect, measures: Mapping[str, float], words: Words) -> str:
    """Say what was measured where a number tells the clerk something; a terminal may have measured less."""
    high, wide = measures.get("head_height_mm"), measures.get("head_width_mm")
    if defect is PhotoDefect.HEAD_SIZE and high is not None and wide is not None:
        return words("desk.photo_check.size", high=f"{high:.1f}", wide=f"{wide:.1f}")
    turn, roll = measures.get("turn"), measures.get("roll")
    if defect is PhotoDefect.POSE and turn is not None and roll is not None:
        return words("desk.photo_check.turned", turn=f"{turn:.2f}", roll=f"{roll:.0f}")
    return ""
