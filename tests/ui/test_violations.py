"""The page of the query follows its phases, turns its pages, and sends what is touched."""

import csv
import tomllib

import pytest

from domain.violation_codes import FILE
from kiosk.flow.screen_state import Display, ScreenState, Touch
from tests.paths import ROOT
from tests.ui.window import Finger, visible_items
from ui.gallery.studio import Studio
from ui.gallery.violation_examples import ANSWER, DECISION, RECORDS, many, state

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]

OVERVIEW = ANSWER.model_copy(update={"verified": False, "violations": [], "decisions": [], "vehicles": [], "licence": None})
NOTHING = ANSWER.model_copy(update={"violations": [], "decisions": []})
PHASES: dict[str, tuple[ScreenState, str]] = {
    "overview": (state(OVERVIEW), "没有核验人脸，只看概要"),
    "none": (state(NOTHING), "没有未处理的违法"),
    "shown": (state(ANSWER), "共 6 条，其中 1 份是未缴罚款"),
    "whole": (state(ANSWER, picture_full=True), "200 元　6 分"),
}


def names(studio: Studio) -> set[str]:
    return {item.objectName() for item in visible_items(studio.shell.window.contentItem())}


def words(studio: Studio) -> set[str]:
    return {item.property("text") for item in visible_items(studio.shell.window.contentItem()) if item.inherits("QQuickText")}


@pytest.mark.parametrize("before", PHASES)
@pytest.mark.parametrize("after", PHASES)
def test_the_page_follows_the_phase(portrait: Studio, before: str, after: str) -> None:
    portrait.show(PHASES[before][0], Display())
    shown, headline = PHASES[after]
    portrait.update(shown, Display())
    assert headline in words(portrait)


def test_thirty_records_are_turned_a_page_at_a_time_and_selecting_keeps_the_page(
    portrait: Studio, finger: Finger, heard: list[Touch]
) -> None:
    answer = many()
    ids = [record.record_number for record in answer.violations]  # newest first already
    portrait.show(state(answer), Display())
    first = {name for name in names(portrait) if name.startswith("violations.row.")}
    assert first == {f"violations.row.{row_id}" for row_id in ids[:4]}
    finger.tap("violations.page_on")
    portrait.shell.window.grabWindow()
    finger.tap(f"violations.row.{ids[5]}")
    assert heard[-1].action == "select"
    assert heard[-1].payload["id"] == ids[5]
    portrait.update(state(answer, selected=ids[5]), Display())
    assert f"violations.row.{ids[5]}" in names(portrait)
    assert "第 2 页，共 8 页" in words(portrait)


def test_a_page_that_is_turned_shows_its_first_record_large(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    answer = many()
    portrait.show(state(answer), Display())
    finger.tap("violations.page_on")
    assert (heard[-1].action, heard[-1].payload["id"]) == ("select", answer.violations[4].record_number)
    finger.tap("violations.page_back")
    assert (heard[-1].action, heard[-1].payload["id"]) == ("select", answer.violations[0].record_number)


@pytest.mark.parametrize("display", [Display(elder=True), Display(elder=True, reachable=True)], ids=["large", "large and low"])
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_who_comes_back_from_a_record_finds_its_page(
    request: pytest.FixtureRequest, orientation: str, display: Display
) -> None:
    studio: Studio = request.getfixturevalue(orientation)
    answer = many()
    studio.show(state(answer), display)
    Finger(studio.shell.window).tap("violations.page_on")
    studio.shell.window.grabWindow()
    row = min(name for name in names(studio) if name.startswith("violations.row.")).removeprefix("violations.row.")
    studio.update(state(answer, selected=row, picture_full=True), display)
    studio.update(state(answer, selected=row), display)
    studio.shell.window.grabWindow()
    assert f"violations.row.{row}" in names(studio)
    assert answer.violations[0].record_number not in {name.removeprefix("violations.row.") for name in names(studio)}


def test_every_code_of_the_table_is_said_in_english_too() -> None:
    table = csv.DictReader(line for line in (ROOT / FILE).read_text("utf-8").splitlines() if not line.startswith("#"))
    book = tomllib.loads((ROOT / "config/texts/violation_codes.toml").read_text("utf-8"))["violation_code"]
    assert {code: said["zh"] for code, said in book.items()} == {row["code"]: row["text"] for row in table}
    assert all(said["en"].isascii() for said in book.values())


def test_an_offence_is_named_in_english_by_its_code(portrait: Studio) -> None:
    portrait.show(state(ANSWER), Display(language="en"))
    assert "Disobeying a traffic light" in words(portrait)


def test_a_late_decisions_row_shows_what_is_due_now(portrait: Studio) -> None:
    portrait.show(state(ANSWER, chosen=DECISION.plate), Display())
    assert "136 元　0 分" in words(portrait)


def test_an_overview_after_a_try_does_not_say_that_there_was_none(portrait: Studio) -> None:
    portrait.show(state(OVERVIEW, face_tried=True), Display())
    assert "没能核验上，只看概要" in words(portrait)


def test_another_filter_begins_at_its_first_page(portrait: Studio, finger: Finger) -> None:
    answer = many()
    portrait.show(state(answer), Display())
    finger.tap("violations.page_on")
    portrait.update(state(answer, chosen=RECORDS[0].plate), Display())
    assert "第 1 页，共 3 页" in words(portrait)


def test_every_vehicle_can_be_chosen_however_many_there_are(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    answer = many()
    portrait.show(state(answer), Display())
    seen: set[str] = set()
    for _ in range(3):  # round to the first ones again
        seen |= {name.removeprefix("violations.filter.") for name in names(portrait) if name.startswith("violations.filter.")}
        finger.tap("violations.more_filters")
    assert seen == {"all", "licence", *(vehicle.plate for vehicle in answer.vehicles)}
    finger.tap("violations.filter.all")
    assert heard[-1].payload["plate"] == "all"


@pytest.mark.parametrize("item", ["violations.print", "violations.finish", "violations.enlarge", "violations.picture.1"])
def test_what_is_touched_is_sent(portrait: Studio, finger: Finger, heard: list[Touch], item: str) -> None:
    portrait.show(state(ANSWER), Display())
    finger.tap(item)
    assert heard[-1].action == item.split(".")[1]


def test_in_large_type_a_row_opens_the_whole_screen(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(state(ANSWER), Display(elder=True))
    finger.tap(f"violations.row.{RECORDS[0].record_number}")
    assert (heard[-1].action, heard[-1].payload["id"]) == ("enlarge", RECORDS[0].record_number)


def test_nothing_that_handles_a_violation_is_offered(portrait: Studio) -> None:
    for shown, _ in PHASES.values():
        portrait.show(shown, Display())
        assert not {name for name in names(portrait) if "handle" in name or "pay" in name}


def test_lateness_is_explained(portrait: Studio) -> None:
    portrait.show(state(ANSWER, selected=DECISION.decision_number, picture_full=True), Display())
    text = "\n".join(words(portrait)).replace("\u00a0", " ")
    assert "每天按罚款数额的 3% 加处罚款，加处的不超过罚款本数，现在是 36 元，共应缴 136 元" in text


def test_a_page_that_is_being_printed_cannot_be_left(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(state(ANSWER, slip="printing"), Display())
    before = len(heard)
    finger.tap("violations.finish")
    finger.tap("violations.print")
    assert not [touch for touch in heard[before:] if touch.action in {"finish", "print"}]
