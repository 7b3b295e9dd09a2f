"""The case page shows what came with an application, to who works on it, and every look is audited."""

import re

from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.office import Office
from backoffice.staff.models import Role
from domain.wire.v1 import Attachment
from tests.backoffice.acts import look, take_in
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.intake.test_attachments import attached, jpeg
from tests.backoffice.people import application

PHOTO, PLATE = jpeg(), jpeg(300, 200, "blue")


def lodged(office: Office, *attachments: Attachment) -> str:
    return take_in(office, application().model_copy(update={"attachments": list(attachments)}))


def viewed(office: Office) -> list[list[str]]:
    with office.reading() as work:
        found = work.session.scalars(
            select(AuditEntry).where(AuditEntry.action.in_(["case.photo_viewed", "case.photo_refused"]))
        )
        return [[entry.action, *entry.codes] for entry in found]


def test_a_new_licence_photo_stands_item_by_item(signed_in: SignIn, desk_office: Office) -> None:
    measures = {"head_height_mm": 20.44, "head_width_mm": 14.7, "turn": 0.021, "roll": -1.2}
    number = lodged(desk_office, attached(PHOTO, doubts=["eyes", "background_replaced"], measures=measures))
    page = signed_in("lijing", Role.REVIEWER).get(f"/desk/review/{number}").text
    met = dict(re.findall(r'data-test="case\.photo_check\.(\w+)" data-met="(\w+)"', page))
    assert met.pop("eyes") == "no"
    assert set(met.values()) == {"yes"}
    assert 'data-failed="1"' in page
    for words in ("高 20.4 宽 14.7 mm", "1 项不合格", "背景由终端换白"):
        assert words in page
    assert "attachment-0" not in page, "closed to who has not claimed the case"


def test_pictures_are_open_to_who_works_on_the_case(signed_in: SignIn, desk_office: Office) -> None:
    number = lodged(desk_office, attached(PHOTO), attached(PLATE, "damaged_plate", doubts=["glare", "word_of_tomorrow"]))
    caller = signed_in("lijing", Role.REVIEWER)
    address = f"/desk/review/{number}/photos/attachment-"
    assert caller.get(address + "0").status == 403
    caller.post(f"/desk/review/{number}/claim", version=str(look(desk_office, number).version))
    page = caller.get(f"/desk/review/{number}").text
    for words in ("attachment-0", "attachment-1", "损坏的号牌", "反光", "word_of_tomorrow"):
        assert words in page
    served = caller.http.get(address + "1")
    assert (served.status_code, served.content, served.headers["content-type"]) == (200, PLATE, "image/jpeg")
    assert served.headers["cache-control"] == "no-store"
    assert caller.http.get(address + "0").content == PHOTO
    looks = viewed(desk_office)
    assert looks[-2:] == [["case.photo_viewed", "damaged_plate"], ["case.photo_viewed", "licence_photo"]]
    assert looks[0][0] == "case.photo_refused"


def test_there_is_no_picture_beyond_the_last(signed_in: SignIn, desk_office: Office) -> None:
    number = lodged(desk_office, attached(PHOTO))
    caller = signed_in("lijing", Role.REVIEWER)
    caller.post(f"/desk/review/{number}/claim", version=str(look(desk_office, number).version))
    for place in ("1", "99", "100", "-1", "x", "", "٣"):
        assert caller.get(f"/desk/review/{number}/photos/attachment-{place}").status == 404
    assert not viewed(desk_office)
