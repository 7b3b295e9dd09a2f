"""确认: what is said of fee and service comes from the plan. Edits: tests/kiosk/flow/test_plan.py, test_edit_walks.py."""

from pathlib import Path

from domain.texts import Language, parse_texts
from kiosk.flow.plan import Stop
from kiosk.services.delivery import ADDRESS
from tests.kiosk.kinds import go, stage_of
from tests.kiosk.stage import FEE_FEN, Stage
from tests.paths import CONFIG

WAYS = "confirm.service_method"


def keys(stage: Stage) -> list[str]:
    return [row["key"].removeprefix("confirm.row.") for row in stage.view["rows"]]


def test_a_letter_that_costs_something(tmp_path: Path) -> None:
    stage = Stage(tmp_path, fee_fen=FEE_FEN)
    stage.walk_to("confirm")
    assert keys(stage) == ["service", "name", "id_number", "loss_reason", "photo", "address", "phone"]
    assert (stage.view["fee_fen"], stage.view["ways"]) == (FEE_FEN, f"{WAYS}.sms_and_post")


def test_what_is_not_paid_here_costs_nothing(tmp_path: Path) -> None:
    stage = stage_of(tmp_path, Stop("address", "station.address", content=ADDRESS), Stop("confirm", "station.confirm"))
    stage.touch("use_id_card")
    stage.type_phone()
    assert (stage.view["fee_fen"], stage.view["ways"]) == (0, f"{WAYS}.sms_and_post")


def test_what_is_not_posted_is_told_by_sms(tmp_path: Path) -> None:
    stage = stage_of(tmp_path)
    go(stage, "confirm")
    assert stage.view["ways"] == f"{WAYS}.sms"
    assert keys(stage)[:3] == ["service", "name", "id_number"]


def test_every_way_of_service_has_its_words() -> None:
    book = parse_texts([(CONFIG / "texts" / "screens.toml").read_text("utf-8")])
    assert {book.get(f"{WAYS}.{way}", Language.ZH) for way in ("sms", "sms_and_post")} == {"短信", "短信和邮寄"}
