"""Every key that the flow hands to a screen has its words, and every notice is whole in both languages."""

import re

import pytest

from domain.failures import FailureCode
from domain.licences import LicenceState
from domain.reasons import ReasonCode
from domain.services import ServiceGroup, ServiceSlug
from domain.texts import Language, TextBook
from domain.vehicles import VehicleState
from domain.violations import HandlingBar
from kiosk.flow.fields import FIELD_SORTS, REQUIRED
from kiosk.rulebook import load_rulebook
from kiosk.services.catalogue import NO_NETWORK, NOT_BUILT, NOT_ENROLLED, PLANS
from kiosk.services.driver_licence_reissue_loss import LOSS, REASONS
from kiosk.settings import load_settings
from kiosk.steps import STEPS
from kiosk.steps.address import ASK_DETAIL, ASK_PHONE
from kiosk.steps.confirm import BY_POST, WITHOUT_POST
from kiosk.words import OF_OTHERS, book_paths, load_texts
from tests.paths import CONFIG

RULEBOOK = load_rulebook(load_settings(), lambda: None)
ROWS = ("service", "name", "id_number", "loss_reason", "address", "phone")


@pytest.fixture(scope="module")
def book() -> TextBook:
    texts = load_texts(CONFIG)
    assert isinstance(texts, TextBook)
    return texts


def test_every_key_of_the_flow_has_its_words(book: TextBook) -> None:
    keys = [
        *(station for plan in PLANS.values() for station in plan.stations),
        *(f"service.{slug}.name" for slug in ServiceSlug),
        *(f"group.{group}" for group in ServiceGroup),
        *(f"confirm.row.{row}" for row in ROWS),
        *(f"{LOSS}.reason.{reason}" for reason in REASONS),
        *(sort.error for sort in FIELD_SORTS.values()),
        REQUIRED,
        *(f"reason.{code}.citizen" for code in ReasonCode),
        *(f"unavailable.device.{device}" for slug in PLANS for device in RULEBOOK.terms[slug].needs_devices),
        *(f"handling.{bar}.{length}" for bar in HandlingBar for length in ("short", "long")),
        *(f"licence_state.{state}" for state in LicenceState),
        *(f"vehicle_state.{state}" for state in VehicleState),
        BY_POST,
        WITHOUT_POST,
        *(NOT_BUILT, NO_NETWORK, NOT_ENROLLED, ASK_PHONE, ASK_DETAIL),
    ]
    assert [key for key in keys if not book.has(key)] == []


def test_every_receipt_has_its_words() -> None:
    lodged = [slug for slug, plan in PLANS.items() if plan.declaration]
    keys = [f"receipt.{kind}.{slug}" for kind in ("service", "result") for slug in lodged]
    assert [key for key in keys if not RULEBOOK.receipt_texts.has(key)] == []


def test_the_terminal_reads_the_books_of_its_screens_and_no_other(book: TextBook) -> None:
    """What others need would only keep the first frame waiting."""
    others = set((CONFIG / "texts").glob("*.toml")) - set(book_paths(CONFIG))
    assert {path.stem.partition("_")[0] for path in others} == set(OF_OTHERS) == {"desk", "devices", "dock", "receipt", "sms"}
    tables = {key.partition(".")[0] for key in book}
    assert not tables & {"desk", "dock", "gallery", "payment_line", "receipt", "sms", "technician", "unclear_slip"}
    assert tables > {"attract", "failure", "home", "key", "pay", "reason", "service"}


def test_every_failure_has_its_words() -> None:
    text = (CONFIG / "failures.toml").read_text("utf-8")
    assert [code.value for code in FailureCode if f"[{code.value}" not in text] == []


def test_every_plan_names_one_station_per_step_and_notices_that_are_there() -> None:
    for plan in PLANS.values():
        assert len(plan.stations) == len(plan.steps) == len(set(plan.steps))
        assert set(plan.notices) <= set(RULEBOOK.notices)
        assert plan.slug in RULEBOOK.terms


def test_every_stop_is_of_a_kind_that_there_is_and_has_the_content_of_that_kind() -> None:
    for plan in PLANS.values():
        for stop in plan.stops:
            assert isinstance(stop.content, STEPS[stop.kind].filled_by or type(None))


@pytest.mark.parametrize("notice_id", sorted(RULEBOOK.notices))
def test_an_english_notice_yields_to_the_chinese_and_names_its_version(notice_id: str) -> None:
    notice = RULEBOOK.notices[notice_id]
    assert notice.text[Language.EN].endswith("中文为准")
    assert notice.version in notice.text[Language.EN]
    assert not re.search(r"[“”‘’]", notice.text[Language.EN])
    assert notice.sha256(Language.ZH) != notice.sha256(Language.EN)


@pytest.mark.parametrize(
    ("notice_id", "words"),
    [
        # 162 §93, §69, §98, §99 as amended; a change of these amounts needs a new version of the notice
        ("truth", ["五百元以下罚款", "一年内不得再次申请"]),
        ("driver_licence_reissue_loss", ["作废", "二十元以上二百元以下", "二百元以上五百元以下", "扣押、扣留或者暂扣"]),
        ("office_comparison", ["不采集人脸", "人工比对"]),
        ("privacy", ["另行单独同意", "只有审核部门可以解密"]),
        ("face", ["单独存放", "可以不同意", "第二十八条至第三十条"]),
    ],
)
def test_a_notice_says_what_the_law_says(notice_id: str, words: list[str]) -> None:
    text = RULEBOOK.notices[notice_id].text[Language.ZH]
    assert [word for word in words if word not in text] == []
