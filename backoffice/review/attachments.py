"""The pictures that came with an application: a new licence photo, papers, a damaged plate. Kept sealed, apart from the body.

One object of evidence holds all of a case; what a correction brings takes the place of the same kind, the rest stays.
"""

import base64
from collections.abc import Sequence

from pydantic import TypeAdapter

from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.retention import services as evidence
from backoffice.retention.models import EvidenceKind
from domain.wire.v1 import ApplicationBody, Attachment

_FORM = TypeAdapter(tuple[Attachment, ...])


def keep_attachments(work: Work, number: str, attachments: Sequence[Attachment]) -> None:
    """Keep what came, beside what was kept before and is of another kind; nothing is written when nothing came.

    What has no picture is only named: a body that was opened and is kept again, corrected in another place.
    """
    came = [attachment for attachment in attachments if attachment.jpeg]
    if not came:
        return
    fresh = {attachment.kind for attachment in came}
    kept = [one for one in find_attachments(work, number) if one.kind not in fresh]
    evidence.keep(work, number, EvidenceKind.ATTACHMENTS, _FORM.dump_json((*came, *kept)))


def contents_of(body: ApplicationBody) -> dict[EvidenceKind, bytes]:
    """Return what of a new application is kept as evidence."""
    contents = {EvidenceKind.APPLICATION: without_pictures(body).model_dump_json().encode()}
    came = tuple(attachment for attachment in body.attachments if attachment.jpeg)
    if came:
        contents[EvidenceKind.ATTACHMENTS] = _FORM.dump_json(came)
    return contents


def find_attachments(work: Work, number: str) -> tuple[Attachment, ...]:
    """Open all pictures of a case, none when there are none. Raises Refused(evidence_gone). Whoever shows one must audit it."""
    plain = evidence.find(work, number, EvidenceKind.ATTACHMENTS)
    return _FORM.validate_json(plain) if plain is not None else ()


def list_attachments(work: Work, number: str) -> tuple[Attachment, ...]:
    """Return what there is, without the pictures themselves: nobody has looked at one yet."""
    return tuple(one.model_copy(update={"jpeg": ""}) for one in find_attachments(work, number))


def find_attachment(work: Work, number: str, kind: str) -> bytes | None:
    """Return the newest picture (JPEG) of a kind; None when none came, or its retention has ended."""
    try:
        found = find_attachments(work, number)
    except Refused as refused:
        if refused.reason is Reason.EVIDENCE_GONE:
            return None
        raise
    return next((picture_of(one) for one in found if one.kind == kind), None)


def picture_of(attachment: Attachment) -> bytes:
    """Return the picture (JPEG)."""
    return base64.b64decode(attachment.jpeg)


def without_pictures(body: ApplicationBody) -> ApplicationBody:
    """Return the body as it is kept: its pictures are an object of their own, kinds and doubts stay."""
    bare = [attachment.model_copy(update={"jpeg": ""}) for attachment in body.attachments]
    return body.model_copy(update={"attachments": bare})
