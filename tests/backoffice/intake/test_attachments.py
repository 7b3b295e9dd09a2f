"""Pictures that come with an application: taken when they are pictures, put aside when they are not, kept sealed and apart."""

import base64
import io
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from backoffice.fleet.terminal_api import LARGEST_MESSAGE
from backoffice.intake import attachments as intake
from backoffice.intake.models import Quarantined
from backoffice.intake.unsealing import BodyUnreadable
from backoffice.office import SYSTEM, Office
from backoffice.retention import services as evidence
from backoffice.review import cases, desk
from backoffice.review.attachments import find_attachment, find_attachments, keep_attachments
from backoffice.review.matching import given_for
from domain.wire.v1 import ApplicationBody, Attachment
from tests.backoffice.partners import Partners
from tests.backoffice.people import FRIDAY_NOON, NUMBER, application, registry_answer
from tests.backoffice.terminals import HandMadeTerminal, problem

PATH = "/terminal/v1/applications"


def jpeg(width: int = 413, height: int = 600, colour: str = "white", kind: str = "JPEG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, kind)
    return stream.getvalue()


def attached(raw: bytes, kind: str = "licence_photo", **changes: object) -> Attachment:
    return Attachment.model_validate({"kind": kind, "jpeg": base64.b64encode(raw).decode(), **changes})


def body_with(terminal: HandMadeTerminal, *attachments: Attachment) -> ApplicationBody:
    number = terminal.number(1, FRIDAY_NOON)
    return application().model_copy(update={"number": number, "attachments": list(attachments)})


def test_pictures_are_kept_apart_and_sealed(terminal: HandMadeTerminal, office: Office) -> None:
    photo, plate = jpeg(), jpeg(800, 600, "blue")
    measures = {"head_height_mm": 20.4}
    body = body_with(
        terminal, attached(photo, doubts=["eyes"], measures=measures), attached(plate, "damaged_plate", doubts=["glare"])
    )
    assert terminal.post(PATH, terminal.sealed(body), key=uuid4()).status_code == 200
    with office.reading() as work:
        assert find_attachment(work, body.number, "licence_photo") == photo
        assert find_attachment(work, body.number, "damaged_plate") == plate
        assert find_attachment(work, body.number, "vehicle_licence") is None
        kept = cases.get_body(work, body.number)
    assert [(one.kind, one.doubts, one.jpeg) for one in kept.attachments] == [
        ("licence_photo", ["eyes"], ""),
        ("damaged_plate", ["glare"], ""),
    ]
    assert kept.attachments[0].measures == measures
    on_disk = b"".join(path.read_bytes() for path in office.settings.state_dir.rglob("*") if path.is_file())
    assert photo not in on_disk
    assert base64.b64encode(photo) not in on_disk


def test_without_pictures_nothing_is_kept(terminal: HandMadeTerminal, office: Office) -> None:
    body = body_with(terminal)
    assert terminal.post(PATH, terminal.sealed(body), key=uuid4()).status_code == 200
    with office.reading() as work:
        assert find_attachments(work, body.number) == ()


BAD = {
    "empty": b"",
    "no picture": b"\xff\xd8\xff" + bytes(400),
    "cut": jpeg()[:-300],
    "another kind": jpeg(kind="PNG"),
    "a page of a script": b"<script>alert(1)</script>",
    "too many pixels": jpeg(6000, 4001),
    "too large": jpeg() + bytes(intake.LARGEST),
}


@pytest.mark.parametrize("raw", BAD.values(), ids=list(BAD))
def test_what_is_no_picture_is_put_aside(terminal: HandMadeTerminal, office: Office, raw: bytes) -> None:
    body = body_with(terminal, attached(jpeg()), attached(raw, "damaged_plate"))
    assert problem(terminal.post(PATH, terminal.sealed(body), key=uuid4())) == (422, "body_unreadable")
    with office.reading() as work:
        assert work.session.scalars(select(Quarantined)).one().why == intake.INVALID
        assert cases.find_case(work.session, body.number) is None


def test_what_is_no_base64_is_put_aside(terminal: HandMadeTerminal) -> None:
    body = body_with(terminal, Attachment(kind="licence_photo", jpeg="not base64!"))
    assert problem(terminal.post(PATH, terminal.sealed(body), key=uuid4())) == (422, "body_unreadable")


def test_pictures_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    one = attached(jpeg())
    monkeypatch.setattr(intake, "LARGEST_TOGETHER", 2 * len(jpeg()))
    intake.require_pictures([one, one])
    with pytest.raises(BodyUnreadable):
        intake.require_pictures([one, one, one])


def test_the_largest_pictures_fit_into_a_message() -> None:
    within_the_body = -(-intake.LARGEST_TOGETHER // 3) * 4
    assert -(-within_the_body // 3) * 4 + 500_000 < LARGEST_MESSAGE


def test_a_correction_takes_the_place_of_the_same_kind_only(terminal: HandMadeTerminal, office: Office) -> None:
    photo, other, plate = jpeg(), jpeg(colour="grey"), jpeg(80, 60)
    body = body_with(terminal, attached(photo), attached(plate, "damaged_plate"))
    assert terminal.post(PATH, terminal.sealed(body), key=uuid4()).status_code == 200
    with office.writing(SYSTEM) as work:
        keep_attachments(work, body.number, [attached(other)])
    with office.reading() as work:
        assert find_attachment(work, body.number, "licence_photo") == other
        assert find_attachment(work, body.number, "damaged_plate") == plate


def test_after_its_retention_there_is_none(terminal: HandMadeTerminal, office: Office) -> None:
    body = body_with(terminal, attached(jpeg()))
    assert terminal.post(PATH, terminal.sealed(body), key=uuid4()).status_code == 200
    evidence.destroy(office, SYSTEM, body.number)
    with office.reading() as work:
        assert find_attachment(work, body.number, "licence_photo") is None


def test_the_new_photograph_reaches_production(terminal: HandMadeTerminal, office: Office, partners: Partners) -> None:
    photo = jpeg()
    body = body_with(terminal, attached(jpeg(80, 60), "damaged_plate"), attached(photo))
    partners.people[NUMBER] = registry_answer()
    assert terminal.post(PATH, terminal.sealed(body), key=uuid4()).status_code == 200
    desk.refresh_registry(office, SYSTEM, body.number)
    with office.reading() as work:
        assert given_for(work, cases.get_case(work.session, body.number)).photo == photo
