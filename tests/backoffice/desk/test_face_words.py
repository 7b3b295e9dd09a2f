"""How it was made sure who the applicant is, in words that say what happened."""

import pytest

from backoffice.desk.pages import Words
from backoffice.office import Office
from backoffice.review.face_view import OFFICE_NOTICE, check_of
from domain.clock import FrozenClock
from domain.faces import FaceDecision
from domain.texts import Language
from domain.wire import v1
from domain.wire.v1_faces import FaceCheck
from tests.backoffice.people import application, face_check, with_face


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (face_check(), "终端人脸核验"),
        (face_check(FaceDecision.NO_MATCH, 0.1, tries=3), "终端核验不符（第 3 次），转后台"),
        (face_check(FaceDecision.REVIEW, 0.4), "待复核，转后台"),
        (face_check(FaceDecision.UNUSABLE, turned=False), "动作未完成，转后台"),
        (face_check(FaceDecision.UNUSABLE), "终端无法核验"),
    ],
)
def test_what_the_terminal_found(office: Office, check: FaceCheck, said: str) -> None:
    assert check_of(with_face(application(), check), Words(office, Language.ZH)) == said


def test_without_a_face_the_reason_is_said(office: Office, clock: FrozenClock) -> None:
    words = Words(office, Language.ZH)
    assert check_of(application(), words) == "终端无法核验"
    agreed = v1.Consent(notice_id=OFFICE_NOTICE, version="1", sha256="0" * 64, language=Language.ZH, agreed_at=clock.now())
    assert check_of(application().model_copy(update={"consents": [agreed]}), words) == "公民选择人工核对"
