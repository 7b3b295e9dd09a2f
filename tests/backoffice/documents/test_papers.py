"""Papers say what they must, carry their bar code, are signed, and show every change."""

import io
import subprocess
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from backoffice.documents import drawings
from backoffice.documents.amounts import LARGEST_FEN, in_capitals, in_figures
from backoffice.documents.press import MISSING, DocumentNotMade
from backoffice.documents.sealer import PadesSealer
from backoffice.documents.signed_copy import make_signed_copy
from backoffice.office import Office
from domain.texts import Language
from domain.wire import v1
from tests.backoffice.handling_stage import PEOPLE, Stage
from tests.backoffice.people import FRIDAY_NOON, application

YUJIA, MIN = PEOPLE["tan_yujia"], PEOPLE["zhao_min"]
COMMON = ("样本", "电子签章")


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout.replace("\n", "")


def codes_on(pdf: bytes, tmp_path: Path) -> list[str]:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    picture = subprocess.run(["pdftoppm", "-r", "150", "-png", path], check=True, capture_output=True).stdout
    return [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


def status_of(pdf: bytes, office: Office) -> Any:
    sealer = PadesSealer(office.settings.keys_dir, office.settings.documents.agency)
    trust = ValidationContext(trust_roots=[sealer.certificate(FRIDAY_NOON)], moment=FRIDAY_NOON, allow_fetching=False)
    [signature] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(signature, trust)


@pytest.mark.parametrize("stage", ["sqlite"], indirect=True)
def test_a_decision_says_everything_the_law_asks_for(stage: Stage, tmp_path: Path) -> None:
    number = stage.handle(YUJIA, stage.handleable(YUJIA))
    [decision] = stage.outcome(number).decisions
    pdf, told = stage.document(number, "decision_1")
    assert told.sheets == 1
    said = text_of(pdf, tmp_path)
    for wanted in (
        *COMMON,
        "公安交通管理简易程序处罚决定书",
        "重庆市公安局九龙坡区分局交通巡逻警察支队",
        decision.decision_number,
        YUJIA.name,
        YUJIA.number,
        "500107439904",  # archive number
        "小型新能源汽车",
        "代码1117",
        "第三十八条",
        "第九十条",
        "罚款人民币壹佰元整",
        "六十日内",
        "百分之3",
        "测试商场一楼",
        "2026年11月20日",
    ):
        assert wanted in said.replace(" ", ""), wanted
    assert codes_on(pdf, tmp_path) == [decision.decision_number]


@pytest.mark.parametrize("stage", ["sqlite"], indirect=True)
def test_a_voucher_names_every_decision_and_its_code(stage: Stage, tmp_path: Path) -> None:
    wanted = [one.decision_number for one in stage.fines(MIN).decisions]
    number = stage.pay(MIN, wanted)
    pdf, _ = stage.document(number, "payment_voucher")
    said = text_of(pdf, tmp_path)
    assert all(one in said for one in wanted)
    assert MIN.name in said
    [code] = codes_on(pdf, tmp_path)
    assert code.startswith(f"JK|{number}|")
    assert all(voucher.number in code for voucher in stage.registry.vouchers)


@pytest.mark.parametrize("stage", ["sqlite"], indirect=True)
def test_a_paper_is_signed_and_a_flipped_byte_is_found(stage: Stage) -> None:
    number = stage.handle(YUJIA, stage.handleable(YUJIA))
    pdf, _ = stage.document(number, "decision_1")
    status = status_of(pdf, stage.office)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert "FULL" in status.summary() or status.coverage.name == "ENTIRE_FILE"
    place = pdf.index(b"stream") + 40
    bent = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    assert status_of(bent, stage.office).intact is False


@pytest.mark.parametrize("stage", ["sqlite"], indirect=True)
def test_the_same_paper_comes_every_time(stage: Stage) -> None:
    number = stage.handle(YUJIA, stage.handleable(YUJIA))
    assert stage.document(number, "decision_1")[0] == stage.document(number, "decision_1")[0]
    kept = [path.read_bytes() for path in stage.office.settings.evidence_dir.rglob("*") if path.is_file()]
    assert not any(b"%PDF" in one for one in kept)  # sealed at rest


def test_a_copy_of_what_was_signed(office: Office, tmp_path: Path) -> None:
    body = application()
    consent = v1.Consent(notice_id="truth", version="2026-11-22", sha256="a" * 64, language=Language.ZH, agreed_at=FRIDAY_NOON)
    paper = make_signed_copy(office, body.model_copy(update={"consents": [consent]}))
    said = text_of(paper.pdf, tmp_path).replace(" ", "")
    assert "真实性申告" in said
    assert "a" * 60 in said
    assert body.number in said


def copy_with(office: Office, name: str) -> bytes:
    return make_signed_copy(office, application(applicant={"name": name})).pdf


def test_what_a_citizen_wrote_stays_plain_text(office: Office, tmp_path: Path) -> None:
    assert '#import"x"*b*$x$' in text_of(copy_with(office, '#import "x" *b* $x$'), tmp_path).replace(" ", "")


@pytest.mark.parametrize("name", ["𬎆㛃䶮", "䲜喆堃"])
def test_rare_characters_are_there(office: Office, tmp_path: Path, name: str) -> None:
    assert name in text_of(copy_with(office, name), tmp_path)


def test_a_letter_that_no_font_has_stands_as_a_sign(office: Office, tmp_path: Path) -> None:
    assert f"甲{MISSING}乙" in text_of(copy_with(office, "甲\U0001f600乙"), tmp_path)


def test_a_template_that_is_not_there_makes_nothing(office: Office) -> None:
    with pytest.raises(DocumentNotMade, match="no_such_paper"):
        office.press.make("no_such_paper", {}, FRIDAY_NOON)
    with pytest.raises(DocumentNotMade, match="penalty_decision"):
        office.press.make("penalty_decision", {"name": "x"}, FRIDAY_NOON)


def test_without_its_fonts_nothing_is_made(office: Office, tmp_path: Path) -> None:
    from backoffice.documents.press import Press

    bare = Press(tmp_path, PadesSealer(office.settings.keys_dir, "x"))
    with pytest.raises(DocumentNotMade):
        bare.make("signed_copy", {"sample": True, "title": "x"}, FRIDAY_NOON)


def test_the_key_is_made_once_and_is_nobody_elses_to_read(office: Office) -> None:
    make_signed_copy(office, application())
    path = office.settings.keys_dir / "documents.pem"
    before = path.read_bytes()
    make_signed_copy(office, application())
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (150, "壹元伍角整"),
        (10000, "壹佰元整"),
        (10100, "壹佰零壹元整"),
        (20300, "贰佰零叁元整"),
        (121250, "壹仟贰佰壹拾贰元伍角整"),
        (1000500, "壹万零伍元整"),
        (10000000, "壹拾万元整"),
        (10010000, "壹拾万零壹佰元整"),
        (100000000000, "壹拾亿元整"),
        (100000000100, "壹拾亿零壹元整"),
        (107000409, "壹佰零柒万零肆元零玖分"),
    ],
)
def test_amounts_in_capitals(fen: int, words: str) -> None:
    assert in_capitals(fen) == words


@pytest.mark.parametrize("fen", [-1, LARGEST_FEN])
def test_what_is_no_amount(fen: int) -> None:
    with pytest.raises(ValueError, match="no amount"):
        in_capitals(fen)


def test_amounts_in_figures() -> None:
    assert (in_figures(0), in_figures(125000), in_figures(123456789)) == ("0.00", "1,250.00", "1,234,567.89")


def test_a_signature_is_drawn_stroke_by_stroke() -> None:
    assert drawings.signature_svg([]).count("<path") == 0
    assert drawings.signature_svg([[(1, 2, 0), (3, 4, 5)], [(7, 8, 9)]]).count("<path") == 2
