"""我的申请: what a verified person has lodged, how far it is, and what may still be done about it, at any terminal.

Read the card, verify the face, look; then supply everything that was asked for, withdraw, or say where a letter that came back
shall go. Without a face there is only how far one application is, by its number, and nothing of the person. Nothing of it is
kept here: the office has it, or it is not done.
"""

from domain.services import HomeEntry
from kiosk.flow.contents import FormContent, ResultContent, WaitContent
from kiosk.flow.paper_content import DocumentsContent
from kiosk.flow.photo_content import LicencePhotoContent
from kiosk.flow.plan import Plan, Stop
from kiosk.services.delivery import CARD_ADDRESS
from kiosk.services.own_applications import OwnApplications
from kiosk.services.own_changes import (
    ADDRESS,
    LIST,
    PAPERS,
    PHONE,
    PHOTO,
    SendChange,
    again,
    asked_papers,
    facts,
    finding,
    is_confirmed,
    is_corrected,
    phone_field,
    wants_address,
    wants_papers,
    wants_phone,
    wants_photo,
)
from kiosk.services.own_progress import (
    NUMBER,
    PROGRESS,
    AskProgress,
    another,
    by_number,
    number_field,
    progress_finding,
)
from kiosk.settings import Times


def as_long_as_outcome(times: Times) -> float:
    """Seconds that the office may take for a change: pictures travel with it."""
    return times.outcome


ASK_LIST = WaitContent("my_applications", (OwnApplications(),))
ASK_PROGRESS = WaitContent(PROGRESS, (AskProgress(),))
SEND = WaitContent("my_change", (SendChange(),), limit=as_long_as_outcome)
NEW_PHOTO = LicencePhotoContent(on_file=lambda _: None)  # the one on file is what the office did not want

PLAN = Plan(
    slug=HomeEntry.MY_APPLICATIONS,
    stops=(
        Stop("read_id_card", "station.read"),  # 读证
        Stop("face_consent", "station.face"),  # 人脸
        Stop("face", "station.face"),
        Stop("form", "station.mine", NUMBER, FormContent(NUMBER, number_field), only_if=by_number),  # 凭流水号查进度
        Stop("wait", "station.mine", PROGRESS, ASK_PROGRESS, only_if=by_number),
        # nothing leads on from here: whoever comes further was verified
        Stop("result", "station.mine", "progress", ResultContent(PROGRESS, progress_finding, again=another), only_if=by_number),
        Stop("wait", "station.mine", LIST, ASK_LIST),  # 我的申请
        Stop("applications", "station.mine"),
        Stop("licence_photo", "station.supply", PHOTO, NEW_PHOTO, only_if=wants_photo),  # 补充
        Stop("documents", "station.supply", PAPERS, DocumentsContent(PAPERS, asked_papers), only_if=wants_papers),
        Stop("address", "station.supply", ADDRESS, CARD_ADDRESS, only_if=wants_address),
        Stop("form", "station.supply", PHONE, FormContent("my_phone", phone_field), only_if=wants_phone),
        Stop("confirm", "station.confirm", only_if=is_confirmed),  # 确认
        Stop("sign", "station.confirm", only_if=is_corrected),
        Stop("wait", "station.done", "my_change", SEND),  # 完成
        Stop("result", "station.done", content=ResultContent("my_corrected", finding, again=again)),
    ),
    notices=(),
    facts=facts,
    without="progress",
)
