"""Before a correction is sent its reviewer reads exactly what the citizen will: the message, and the terminal's sentences."""

import re
import threading
from html import unescape

import pytest

from backoffice.applicants.own_cases import shown as told_of
from backoffice.office import Office
from backoffice.opening import read_texts
from backoffice.review import cases
from backoffice.review.preview import preview
from backoffice.settings import CONFIG
from backoffice.staff.models import Role
from backoffice.worker import Worker
from domain.services import ServiceSlug
from domain.texts import Language
from tests.backoffice.acts import look, take_in
from tests.backoffice.desk.conftest import Caller, SignIn
from tests.backoffice.desk.test_routes import compared
from tests.backoffice.partners import Partners
from tests.backoffice.people import application

BOOK = read_texts(CONFIG)
NOTE = "请写明 <单元> 和室号"


def boxes(page: str) -> dict[str, str]:
    found = re.findall(r'data-test="case\.correction\.(sms|terminal)">(.*?)</div>', page, re.DOTALL)
    return {name: unescape(text.replace("<br>", "\n")) for name, text in found}


def claimed(caller: Caller, office: Office, number: str) -> Caller:
    caller.post(f"/desk/review/{number}/claim", version=str(look(office, number).version))
    return caller


def test_what_was_shown_is_what_is_sent_and_what_the_terminal_tells(
    signed_in: SignIn, desk_office: Office, partners: Partners
) -> None:
    number = compared(desk_office, partners)
    caller = claimed(signed_in("lijing", Role.REVIEWER), desk_office, number)
    shown = boxes(caller.post(f"/desk/review/{number}/correction/preview", items="delivery_address", note=NOTE).text)
    version = str(look(desk_office, number).version)
    caller.post(f"/desk/review/{number}/correction", version=version, items="delivery_address", note=NOTE)
    Worker(desk_office, threading.Event()).tick()
    (sent,) = [message["text"] for key, message in partners.messages.items() if "correction" in key]
    assert shown["sms"] == sent
    with desk_office.reading() as work:
        told = told_of(work, cases.get_case(work.session, number))
    lines = shown["terminal"].split("\n")
    assert lines[0] == BOOK.get("applications.note", Language.ZH, note=told.note)
    assert lines[1] == BOOK.get("applications.asked", Language.ZH, count=len(told.asked))
    assert lines[2:] == [BOOK.get(f"asked_item.{one.item}", Language.ZH) for one in told.asked]


def test_the_case_opens_with_the_sentences_of_what_the_comparison_found(
    signed_in: SignIn, desk_office: Office, partners: Partners
) -> None:
    number = compared(desk_office, partners, delivery={"phone": "13800000999"})
    page = boxes(claimed(signed_in("lijing", Role.REVIEWER), desk_office, number).get(f"/desk/review/{number}").text)
    assert set(page) == {"sms", "terminal"}
    assert all(page.values())


@pytest.mark.parametrize(
    ("language", "words"), [(Language.ZH, "请撤回后重新申请"), (Language.EN, "withdraw, then apply again")]
)
def test_what_cannot_be_supplied_says_so_in_the_citizens_language(office: Office, language: Language, words: str) -> None:
    body = application(language=language).model_copy(
        update={"service": ServiceSlug.CONTACT_CHANGE_DRIVER, "declaration": {"ticket": "A" * 43}}
    )
    number = take_in(office, body)
    with office.reading() as work:
        shown = preview(work, number, ("phone_proven", "fingerprints"))
    assert words in shown.terminal[0]
    assert shown.terminal[1:] == (BOOK.get("asked_item.phone_proven", language),)
    assert shown.sms
