"""交通违法查询 through the whole machine: the happy way and every way off it."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.failures import FailureCode
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from domain.wire.v1 import EligibilityAnswer
from domain.wire.v1_violations import ViolationPicture, ViolationPictureQuestion
from drivers.printing import PrintOutcome, PrintResult
from kiosk.flow.machine import Machine
from tests.kiosk.services.violations import (
    DECISION,
    ELIGIBLE,
    FOREIGN,
    JPEG,
    OTHER_OWN,
    OWN,
    RECORDS,
    answer,
    overview,
    picture,
    record,
)
from tests.kiosk.stage import Stage

QUERY = ServiceSlug.VIOLATION_QUERY
FIRST, SECOND, THIRD = (one.record_number for one in RECORDS)


def come(stage: Stage) -> None:
    """Card and face, up to the question what is open."""
    stage.wake()
    stage.choose(QUERY)
    stage.walk_to("violations_wait")


def see(stage: Stage, **changes: Any) -> None:
    """Card, face, and what the office answers."""
    come(stage)
    stage.answer("ask", ELIGIBLE)
    stage.answer("violations", answer(**changes))


def asked_picture(stage: Stage) -> tuple[str, int, str]:
    question = stage.hands.waiting("violation_picture").asked
    assert isinstance(question, ViolationPictureQuestion)
    return question.record_number, question.index, question.ticket


def test_a_citizen_sees_everything_that_is_open(stage: Stage) -> None:
    come(stage)
    assert (stage.screen, stage.view["phase"]) == ("wait", "waiting")
    stage.answer("ask", ELIGIBLE)
    question = stage.hands.waiting("violations").asked
    assert question.face.decision == "match"
    stage.answer("violations", answer())
    assert stage.view["phase"] == "shown"
    assert [row["id"] for row in stage.view["rows"]] == [FIRST, SECOND, THIRD, DECISION.decision_number]
    assert stage.view["selected"] == FIRST
    assert (stage.view["total_fine_fen"], stage.view["total_points"]) == (30000 + 13600, 6)
    assert stage.view["total_is_least"] is True
    assert stage.view["licence"]["points"] == 3
    assert ("violations_answered", {"verified": True}) in stage.hands.events
    stage.touch("finish")
    assert stage.screen == "goodbye"


def test_the_line_has_three_stations_and_the_way_never_lodges(stage: Stage) -> None:
    see(stage)
    assert stage.state.stations == ("station.read", "station.face", "station.query")
    assert stage.state.station == 2
    stage.touch("finish")
    assert "save" not in stage.hands.count()


@pytest.mark.parametrize(
    ("key", "ids"),
    [
        ("all", [FIRST, SECOND, THIRD, DECISION.decision_number]),
        (OWN, [FIRST, DECISION.decision_number]),
        (OTHER_OWN, [SECOND]),
        ("licence", [THIRD]),  # what was done with a vehicle that is not the own one
    ],
)
def test_a_filter_shows_one_vehicle_or_what_hangs_on_the_licence(stage: Stage, key: str, ids: list[str]) -> None:
    see(stage)
    stage.touch("filter", plate=OTHER_OWN)
    stage.touch("filter", plate=key)
    assert [row["id"] for row in stage.view["rows"]] == ids
    assert stage.view["selected"] == ids[0]


def test_nonsense_changes_nothing(stage: Stage) -> None:
    see(stage)
    before = dict(stage.view)
    stage.touch("filter", plate=FOREIGN)
    stage.touch("select", id="1" * 16)
    stage.touch("select")
    stage.touch("picture", index=9)
    stage.touch("picture", index=-1)
    stage.touch("picture", index="first")
    stage.touch("enlarge", id="1" * 16)
    stage.touch("verify")
    stage.touch("home")
    stage.touch("back")
    assert dict(stage.view) == before


# -- one violation ------------------------------------------------------------------------------------------------------------


def test_a_row_touched_twice_fills_the_screen_and_back_leads_to_the_list(stage: Stage) -> None:
    see(stage)
    assert not stage.state.can_go_back
    stage.touch("select", id=SECOND)
    assert (stage.view["selected"], stage.view["picture_full"]) == (SECOND, False)
    stage.touch("select", id=SECOND)
    assert stage.view["picture_full"] is True
    assert stage.state.can_go_back
    stage.touch("back")
    assert (stage.screen, stage.view["picture_full"], stage.view["selected"]) == ("violations", False, SECOND)


def test_enlarge_may_name_another_row(stage: Stage) -> None:
    see(stage)
    stage.touch("enlarge", id=THIRD)
    assert (stage.view["selected"], stage.view["picture_full"]) == (THIRD, True)
    stage.touch("shrink")
    assert stage.view["picture_full"] is False


# -- pictures -----------------------------------------------------------------------------------------------------------------


def test_pictures_come_one_after_the_other_those_of_the_selected_record_first(stage: Stage) -> None:
    see(stage)
    order = []
    while stage.is_asking("violation_picture"):
        order.append(asked_picture(stage)[:2])
        assert sum(request.job == "violation_picture" for request in stage.hands.live()) == 1
        stage.answer("violation_picture", picture())
    assert order == [(FIRST, 0), (FIRST, 1), (SECOND, 0)]  # the third record has none
    assert stage.view["picture"]["state"] == "shown"
    key = stage.view["picture"]["source"].removeprefix("image://evidence/")
    assert stage.state.pictures[key] == JPEG


def test_another_picture_is_fetched_before_what_nobody_looks_at(stage: Stage) -> None:
    see(stage, violations=[record(1, pictures=4), record(2)])
    stage.touch("picture", index=3)
    assert asked_picture(stage)[:2] == (FIRST, 3)
    stage.touch("select", id=SECOND)
    assert asked_picture(stage)[:2] == (SECOND, 0)
    stage.answer("violation_picture", picture())
    stage.touch("select", id=FIRST)
    assert asked_picture(stage)[:2] == (FIRST, 0)


def test_only_pictures_of_the_selected_record_are_with_the_state(stage: Stage) -> None:
    see(stage)
    while stage.is_asking("violation_picture"):
        stage.answer("violation_picture", picture())
    assert len(stage.state.pictures) == 2
    stage.touch("select", id=THIRD)
    assert (stage.view["picture"]["state"], len(stage.state.pictures)) == ("none", 0)


def test_nothing_of_a_picture_is_in_view_log_or_repr(stage: Stage) -> None:
    see(stage)
    stage.answer("violation_picture", picture())
    assert JPEG.decode("latin-1") not in repr(stage.state.view)
    assert "photograph" not in repr(stage.state)
    assert FIRST not in stage.view["picture"]["source"]


@pytest.mark.parametrize(
    ("came", "state"),
    [
        (picture(None), "none"),
        (picture(b"no picture"), "failed"),
        (ViolationPicture(picture="%%% not base64"), "failed"),
        (picture(b"\xff\xd8\xff" + b"x" * 4_000_001), "failed"),
        (FailureCode.NETWORK_DOWN, "failed"),
        (FailureCode.OFFICE_UNAVAILABLE, "failed"),
    ],
)
def test_a_picture_that_does_not_come_says_so(stage: Stage, came: object, state: str) -> None:
    see(stage)
    stage.answer("violation_picture", came)
    assert (stage.view["picture"]["state"], stage.view["picture"]["source"]) == (state, None)
    assert stage.view["phase"] == "shown"


def test_a_picture_that_did_not_come_is_tried_again_when_it_is_touched(stage: Stage) -> None:
    see(stage)
    stage.answer("violation_picture", FailureCode.NETWORK_DOWN)
    assert not stage.is_asking("violation_picture")  # nobody knocks at a door that is shut
    stage.touch("picture", index=0)
    stage.answer("violation_picture", picture())
    assert stage.view["picture"]["state"] == "shown"


def test_a_ticket_that_ran_out_is_renewed_once(stage: Stage) -> None:
    see(stage)
    stage.answer("violation_picture", FailureCode.OFFICE_REFUSED)
    stage.answer("violations", answer(ticket="ticket-two"))
    assert asked_picture(stage) == (FIRST, 0, "ticket-two")
    stage.answer("violation_picture", FailureCode.OFFICE_REFUSED)
    assert stage.view["picture"]["state"] == "failed"
    assert not stage.is_asking("violations")
    assert not stage.is_asking("violation_picture")


def test_a_new_ticket_keeps_what_is_looked_at(stage: Stage) -> None:
    see(stage)
    stage.touch("select", id=SECOND)
    stage.answer("violation_picture", FailureCode.OFFICE_REFUSED)
    stage.answer("violations", answer(ticket="ticket-two"))
    assert (stage.view["selected"], asked_picture(stage)[0]) == (SECOND, SECOND)


@pytest.mark.parametrize("instead", [FailureCode.NETWORK_DOWN, overview()])
def test_when_no_new_ticket_comes_the_list_stays(stage: Stage, instead: object) -> None:
    see(stage)
    stage.answer("violation_picture", FailureCode.OFFICE_REFUSED)
    stage.answer("violations", instead)
    assert (stage.view["phase"], stage.view["picture"]["state"]) == ("shown", "failed")


def test_without_a_ticket_there_are_no_pictures_but_a_list(stage: Stage) -> None:
    see(stage, ticket=None)
    assert (stage.view["phase"], stage.view["picture"]["state"]) == ("shown", "failed")


def test_an_empty_answer_and_thousands_of_pictures_stay_bounded(stage: Stage) -> None:
    see(stage, violations=[record(number, pictures=9) for number in range(30)])
    for row in list(stage.view["rows"]):
        stage.touch("select", id=row["id"])
        while stage.is_asking("violation_picture"):
            stage.answer("violation_picture", picture())
    assert stage.hands.count()["violation_picture"] < 30 * 14
    assert len(stage.state.pictures) <= 9


# -- nothing, overview, failure -----------------------------------------------------------------------------------------------


def test_nothing_open_is_said_with_licence_and_vehicles(stage: Stage) -> None:
    see(stage, violations=[], decisions=[], unpaid=0)
    assert (stage.view["phase"], stage.view["as_of"]) == ("none", "2026-11-22 14:00")
    assert [vehicle["plate"] for vehicle in stage.view["vehicles"]] == [OWN, OTHER_OWN]
    assert not stage.is_asking("violation_picture")


def test_who_declined_sees_counts_only_and_may_change_the_mind(stage: Stage) -> None:
    stage.wake()
    stage.choose(QUERY)
    stage.walk_to("face_consent")
    stage.go_without_face()
    stage.answer("ask", ELIGIBLE)
    assert stage.hands.waiting("violations").asked.face is None
    stage.answer("violations", overview())
    assert stage.view["phase"] == "overview"
    assert (stage.view["rows"], stage.view["licence"], stage.view["vehicles"], stage.view["filters"]) == ([], None, [], [])
    assert stage.view["overview"] == [{"plate": "渝A∗∗2D6", "violations": 2}]
    stage.touch("print")
    assert not stage.is_asking("print")
    assert stage.view["can_verify"] is True
    stage.touch("verify")
    assert stage.screen == "face_consent"
    stage.walk_to("violations_wait")
    stage.answer("violations", answer())
    assert stage.view["phase"] == "shown"


def test_without_a_camera_nobody_is_sent_back_to_it(stage: Stage) -> None:
    stage.wake()
    stage.choose(QUERY)
    stage.walk_to("face_consent")
    stage.go_without_face()
    stage.offers.camera = False
    stage.answer("ask", ELIGIBLE)
    stage.answer("violations", overview())
    assert (stage.view["can_verify"], stage.state.can_go_back) == (False, False)


def test_an_answer_that_is_not_verified_shows_nothing_even_if_it_carries_something(stage: Stage) -> None:
    see(stage, verified=False)
    assert stage.view["phase"] == "overview"
    assert OWN not in repr(stage.view)
    assert FIRST not in repr(stage.view)


@pytest.mark.parametrize("failure", [FailureCode.NETWORK_DOWN, FailureCode.OFFICE_UNAVAILABLE, FailureCode.TERMINAL_FAULT])
@pytest.mark.parametrize("job", ["ask", "violations"])
def test_when_the_office_cannot_be_asked_it_says_so_and_tries_again(stage: Stage, job: str, failure: FailureCode) -> None:
    come(stage)
    if job == "violations":
        stage.answer("ask", ELIGIBLE)
    stage.answer(job, failure)
    assert (stage.view["phase"], stage.view["failure"]) == ("failed", failure.value)
    stage.touch("retry")
    assert stage.view["phase"] == "waiting"
    if job == "ask":
        stage.answer("ask", ELIGIBLE)
    stage.answer("violations", answer())
    assert stage.view["phase"] == "shown"


def test_an_office_that_never_answers_does_not_hold_anybody(stage: Stage) -> None:
    come(stage)
    stage.wait(11)
    assert (stage.view["phase"], stage.view["failure"]) == ("failed", "network_down")
    stage.touch("home")
    assert stage.screen == "home"


def test_a_late_answer_is_thrown_away(stage: Stage) -> None:
    come(stage)
    late = stage.hands.waiting("ask")
    stage.wait(11)
    late.on_result(ELIGIBLE)
    stage.machine.process_pending()
    assert stage.view["phase"] == "failed"


def test_a_refusal_is_said_with_its_reason_and_nothing_is_asked(stage: Stage) -> None:
    come(stage)
    stage.answer("ask", EligibilityAnswer(decision="refused", reasons=[ReasonCode.ID_EXPIRED]))
    assert (stage.screen, stage.view["kind"], stage.view["reasons"]) == ("advice", "refused", ["R-IDEXP"])
    assert not stage.is_asking("violations")


def test_an_expired_card_is_refused_before_any_face(stage: Stage) -> None:
    stage.wake()
    stage.choose(QUERY)
    stage.lay_card(valid_to=stage.clock.now().date().replace(year=2025))
    assert (stage.screen, stage.view["reasons"]) == ("advice", ["R-IDEXP"])
    assert not {"face", "ask", "violations"} & set(stage.hands.count())


# -- slip ---------------------------------------------------------------------------------------------------------------------


def test_one_touch_prints_one_slip(stage: Stage) -> None:
    see(stage)
    stage.touch("print")
    stage.touch("print")
    assert (stage.view["slip"], stage.hands.count()["print"]) == ("printing", 1)
    stage.touch("finish")
    assert stage.screen == "violations"  # its fate is awaited
    stage.print()
    assert stage.view["slip"] == "delivered"
    stage.touch("print")
    assert stage.hands.count()["print"] == 1
    stage.touch("finish")
    assert [left["thing"] for left in stage.view["left"]] == ["id_card", "receipt"]


def test_without_paper_the_list_stays_and_it_may_be_printed_again(stage: Stage) -> None:
    see(stage)
    stage.touch("print")
    stage.print(PrintOutcome.NOT_DELIVERED, FailureCode.RECEIPT_PAPER_OUT)
    assert (stage.view["slip"], stage.view["slip_failure"], stage.view["phase"]) == (
        "not_delivered",
        "receipt_paper_out",
        "shown",
    )
    stage.touch("print")
    assert stage.hands.count()["print"] == 2
    stage.print()
    assert (stage.view["slip"], stage.view["slip_failure"]) == ("delivered", None)


def test_a_slip_of_unknown_fate_is_not_printed_again(stage: Stage) -> None:
    see(stage)
    stage.touch("print")
    stage.answer("print", PrintResult(PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN))
    stage.touch("print")
    assert (stage.view["slip"], stage.hands.count()["print"]) == ("unknown", 1)


def test_a_printer_that_is_not_there_printed_nothing(stage: Stage) -> None:
    see(stage)
    stage.touch("print")
    stage.answer("print", FailureCode.DEVICE_UNPLUGGED)
    assert (stage.view["slip"], stage.view["slip_failure"]) == ("not_delivered", "device_unplugged")


# -- nothing survives ---------------------------------------------------------------------------------------------------------


def reachable(thing: object, seen: set[int] | None = None) -> Iterator[object]:
    """Everything that hangs on `thing` in the flow's own objects."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, type):
        return
    seen.add(id(thing))
    yield thing
    inner: list[object] = []
    if isinstance(thing, dict):
        inner = [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set | frozenset):
        inner = list(thing)
    elif type(thing).__module__.startswith(("kiosk.", "domain.")):
        inner = list(vars(thing).values()) if hasattr(thing, "__dict__") else []
    for one in inner:
        yield from reachable(one, seen)


def remains(machine: Machine) -> bool:
    """Tell whether row, plate, ticket or picture still hang on visit, step or state."""
    held = [vars(machine)["_visit"], vars(machine)["_step"], machine.state]
    wanted: tuple[object, ...] = (JPEG, OWN, FIRST, "ticket-one")
    return any(thing in wanted for thing in reachable(held) if isinstance(thing, str | bytes))


@pytest.mark.parametrize("way", ["finish", "ended", "idle"])
def test_nothing_of_a_query_survives_the_visit(stage: Stage, way: str) -> None:
    see(stage)
    stage.answer("violation_picture", picture())
    assert remains(stage.machine)
    if way == "finish":
        stage.touch("finish")
    elif way == "ended":
        stage.touch("end_confirmed")
    else:
        stage.wait(90)
    assert not remains(stage.machine)
    assert not stage.state.pictures
    assert not stage.is_asking("violation_picture")
