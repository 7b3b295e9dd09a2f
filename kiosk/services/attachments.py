"""The pictures that belong to an application: a licence photo that was taken, the papers that were laid down."""

import base64
from collections.abc import Mapping

from domain.licence_photo import ATTACHMENT, doubts_of
from domain.wire.v1 import Attachment
from kiosk.flow.visit import Person


def attachments(person: Person) -> list[Attachment]:
    """Return them in wire form, the licence photo first; one on file is not sent again."""
    photo = person.photo
    doubts = doubts_of(photo.defects, background_replaced=photo.background_replaced)
    taken = photo.source == "taken" and photo.jpeg
    first = [_attachment(ATTACHMENT, photo.jpeg, doubts, photo.measures)] if taken else []
    papers = [
        _attachment(kind, paper.jpeg, [str(doubt) for doubt in paper.doubts]) for (_, kind), paper in person.papers.items()
    ]
    return first + papers


def _attachment(kind: str, jpeg: bytes, doubts: list[str], measures: Mapping[str, float] | None = None) -> Attachment:
    return Attachment(kind=kind, jpeg=base64.b64encode(jpeg).decode(), doubts=doubts, measures=dict(measures or {}))
