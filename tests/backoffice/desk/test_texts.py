"""Every text a page asks for is there, in both languages; scripts are what they say they are."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from backoffice.desk.pages import ALL_KEYS, FOLDERS, HERE, STATIC
from backoffice.desk.rail import DESKS
from backoffice.opening import read_texts
from backoffice.refusals import Reason
from backoffice.review.licence_rows import CORRECTABLE
from backoffice.review.models import DecisionKind, EventKind, PersonJudgement
from backoffice.review.queue import QueueList, Urgency
from backoffice.settings import CONFIG
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.licences import LicenceState
from domain.people import Sex
from domain.reasons import ReasonCode

BOOK = read_texts(CONFIG)
TEMPLATES = [path for folder in FOLDERS for path in (HERE.parent / folder / "templates").glob("*.html")]
LITERAL = re.compile(r"""\bt\(\s*'([a-z0-9_.]+)'\s*[,)]""")
FAMILIES = {
    "desk.refusal": Reason,
    "desk.event": EventKind,
    "desk.way": DecisionKind,
    "desk.person": PersonJudgement,
    "desk.queue.list": QueueList,
    "desk.queue.urgency": Urgency,
    "desk.status": ApplicationStatus,
    "desk.role": Role,
    "desk.sex": Sex,
    "desk.licence_state": LicenceState,
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_text_of_a_page_exists(path: Path) -> None:
    missing = [key for key in LITERAL.findall(path.read_text(encoding="utf-8")) if not BOOK.has(key)]
    assert not missing


@pytest.mark.parametrize("family", FAMILIES)
def test_every_word_of_a_family_exists(family: str) -> None:
    assert not [word for word in FAMILIES[family] if not BOOK.has(f"{family}.{word}")]


def test_every_reason_item_key_and_desk_is_named() -> None:
    wanted = [f"reason.{code}.label" for code in ReasonCode]
    wanted += [text for _, text in ALL_KEYS]
    wanted += [f"desk.rail.{desk.name}" for desk in DESKS]
    wanted += [f"desk.correct.{key}" for key in CORRECTABLE]
    assert not [key for key in wanted if not BOOK.has(key)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_page_carries_what_the_policy_forbids(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert "|safe" not in page


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_pages_have_no_texts_of_their_own(path: Path) -> None:
    page = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    own = re.findall(r"[\u4e00-\u9fff]+", page.replace("简体中文", ""))
    assert not own


def test_vendored_scripts_are_as_published() -> None:
    listed = tomllib.loads((STATIC / "vendor" / "VENDORED.toml").read_text(encoding="utf-8"))["script"]
    assert {entry["file"] for entry in listed} == {path.name for path in (STATIC / "vendor").glob("*.js")}
    for entry in listed:
        assert hashlib.sha256((STATIC / "vendor" / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
