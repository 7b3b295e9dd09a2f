"""What the services on driving licences share: the licence as the register says it, the photograph, the way from there on."""

from collections.abc import Sequence
from typing import Literal

from kiosk.flow.contents import DeclareContent, Fact, Matter, Question
from kiosk.flow.photo_content import LICENCE_PHOTO
from kiosk.flow.plan import Stop
from kiosk.flow.visit import Visit
from kiosk.services.declared import REASON
from kiosk.services.delivery import ADDRESS
from kiosk.services.eligibility import Eligibility

PHOTO = "licence_photo"


def licence_facts(matter: Matter) -> Sequence[Fact] | None:
    """What the register says of the licence. The office masks; nothing of a licence is ever unmasked here."""
    licence = matter.person.answer.licence if matter.person.answer else None
    if licence is None:
        return None
    valid_to = licence.valid_to.isoformat() if licence.valid_to else None
    return (
        Fact("licence.fact.holder", value=licence.holder),
        Fact("licence.fact.number", value=licence.number),
        Fact("licence.fact.classes", value=licence.classes),
        Fact("licence.fact.valid_to", value=valid_to, value_key=None if valid_to else "licence.long_term"),
    )


def reason_stop(words: str, reasons: tuple[str, ...]) -> Stop:
    """Return the stop where it is said why a new licence is needed, named and worded `words`."""
    questions = (Question(REASON, reasons),)
    content = DeclareContent(words, lambda _: questions, licence_facts, card="driver_licence", inquiry=Eligibility())
    return Stop("declare", "station.licence", words, content)  # 证件


def reason_fact(visit: Visit, words: str, row: str) -> Fact:
    """The row of the confirmation, headed by the text `row`, that says why."""
    return Fact(row, value_key=f"{words}.{REASON}.{visit.person.answers.option(words, REASON)}", edit=words)


def photo_chosen(visit: Visit) -> Literal["on_file", "taken"]:
    """Return which photograph the new licence shows; raises :class:`LookupError` when none was chosen."""
    if visit.person.photo.source is None:
        raise LookupError("no photograph was chosen")
    return visit.person.photo.source


def photo_fact(visit: Visit) -> Fact:
    """The row of the confirmation that says which photograph."""
    return Fact("confirm.row.photo", value_key=f"licence.photo.{visit.person.photo.source}", edit=PHOTO)


PHOTO_STOP = Stop("licence_photo", "station.photo", content=LICENCE_PHOTO)  # 照片

FROM_NOTICES_ON = (
    Stop("notices", "station.notices"),  # 告知
    Stop("address", "station.address", content=ADDRESS),  # 地址
    Stop("confirm", "station.confirm"),  # 确认
    Stop("sign", "station.confirm"),  # to sign is to confirm: one station
    Stop("face_consent", "station.face"),  # 人脸
    Stop("face", "station.face"),
    Stop("pay", "station.pay"),  # 缴费
    Stop("submitted", "station.done"),  # 完成
)
