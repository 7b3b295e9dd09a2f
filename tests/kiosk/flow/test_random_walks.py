"""Random touches, answers and hours: never stuck, always home again, never an exception, nobody's data in the wrong place."""

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.faces import FaceDecision, IdentityCheck
from domain.failures import FailureCode
from domain.reasons import ReasonCode
from domain.wire.v1 import EligibilityAnswer
from domain.wire.v1_faces import FaceReference
from drivers.printing import PrintOutcome, PrintResult
from kiosk.flow.visit import Saved
from kiosk.services.driver_licence_reissue_loss import PLAN
from tests.kiosk.stage import ELIGIBLE, NUMBER, PHOTO, SIGNATURE, Stage, a_citizen, a_verdict

GARBAGE: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=6,
)
ACTIONS = [
    "wake",
    "choose",
    "retry",
    "without_card",
    "choose_all",
    "focus",
    "declare",
    "next",
    "open",
    "agree",
    "use_id_card",
    "use_registry",
    "enter_other",
    "search",
    "pick_place",
    "pick_district",
    "pick_street",
    "type",
    "backspace",
    "clear",
    "edit",
    "stroke",
    "finish",
    "home",
    "back",
    "help",
    "close_help",
    "end",
    "end_confirmed",
    "end_cancelled",
    "continue",
    "language",
    "elder",
    "contrast",
    "activity",
    "without_face",
    "window",
    "read",
    "close",
    "nonsense",
]
KEYS = ["slug", "question", "option", "on", "id", "index", "field", "text", "points", "step", "serial", "language"]
USEFUL: dict[str, list[dict[str, Any]]] = {
    "choose": [
        {"slug": "driver_licence_reissue_loss"},
        {"slug": "plate_reissue"},
        {"question": "reason", "option": "stolen"},
    ],
    "declare": [{"on": True}],
    "agree": [{"id": i} for i in ("privacy", "truth", "driver_licence_reissue_loss")],
    "pick_district": [{"code": "500103"}],
    "pick_street": [{"name": "解放碑街道"}],
    "pick_place": [{"code": "500103", "street": "解放碑街道"}, {"code": "500157", "street": ""}],
    "type": [{"field": "phone", "text": "13896204417"}, {"field": "detail", "text": "民权路28号"}],
    "edit": [{"step": "address"}, {"step": "licence_loss"}, *({"field": field} for field in ("phone", "street", "address"))],
    "stroke": [{"points": SIGNATURE}],
    "language": [{"language": "en"}],
}


def touches() -> st.SearchStrategy[tuple[str, Any]]:
    def payload(action: str) -> st.SearchStrategy[tuple[str, Any]]:
        useful = st.sampled_from(USEFUL.get(action, [{}]))
        garbage = st.dictionaries(
            st.sampled_from(
                ["slug", "question", "option", "on", "id", "index", "field", "text", "points", "step", "serial", "language"]
            ),
            GARBAGE,
            max_size=3,
        )
        return st.tuples(st.just(action), useful | useful | garbage)

    return st.sampled_from(ACTIONS).flatmap(payload)


ANSWERS: dict[str, list[Any]] = {
    "read": [
        a_citizen(),
        FailureCode.ID_CARD_MOVED,
        FailureCode.ID_CARD_ABSENT,
        FailureCode.DEVICE_UNPLUGGED,
        a_citizen(address=""),
    ],
    "removal": [True, False, FailureCode.DEVICE_SILENT],
    "ask": [ELIGIBLE, FailureCode.NETWORK_DOWN, EligibilityAnswer(decision="refused", reasons=[ReasonCode.OUT_OF_AREA])],
    "reference": [FaceReference(photo=PHOTO), FailureCode.NETWORK_DOWN, FaceReference(photo=None), FaceReference(photo="?")],
    "face": [
        *(a_verdict(decision) for decision in FaceDecision),
        a_verdict(FaceDecision.UNUSABLE, challenge_passed=True),
        FailureCode.FACE_PROCESS_GONE,
        FailureCode.DEVICE_UNPLUGGED,
    ],
    "save": [FailureCode.STORE_FAILED, "saved"],
    "look": [None, FailureCode.STORE_FAILED],
    "print": [PrintResult(PrintOutcome.DELIVERED), PrintResult(PrintOutcome.UNKNOWN), FailureCode.DEVICE_UNPLUGGED],
}
MOVES = st.one_of(
    st.tuples(st.just("touch"), touches()),
    st.tuples(st.just("usual"), st.none()),
    st.tuples(st.just("answer"), st.integers(0, 10)),
    st.tuples(st.just("late"), st.integers(0, 10)),
    st.tuples(st.just("wait"), st.sampled_from([0.3, 5.0, 70.0, 130.0])),
    st.tuples(st.just("trouble"), st.booleans()),
)
USUAL = {
    "attract": "wake",
    "home": "choose",
    "licence_loss": "next",
    "notices": "next",
    "confirm": "next",
    "submitted": "finish",
    "advice": "home",
    "goodbye": "finish",
}


def answer(stage: Stage, choice: int) -> None:
    waiting = stage.hands.live()
    if waiting:
        request = waiting[-1 - choice % min(len(waiting), 2)]
        result = ANSWERS[request.job][choice % len(ANSWERS[request.job])]
        request.answered = True
        request.on_result(Saved(NUMBER, request.asked[0]) if result == "saved" else result)
        stage.machine.process_pending()


def answer_late(stage: Stage, choice: int) -> None:
    gone = [request for request in stage.hands.requests if request.cancelled]
    if gone:
        request = gone[choice % len(gone)]
        request.on_result(ANSWERS[request.job][0])
        stage.machine.process_pending()


def go_on(stage: Stage) -> None:
    """One usual step forward, so that walks reach the far screens."""
    ways = {
        "read_id_card": stage.lay_card,
        "address": stage.type_address,
        "sign": stage.sign,
        "face_consent": stage.consent_to_face,
        "face": stage.show_face,
    }
    if stage.step == "licence_loss" and stage.view["phase"] == "asking":
        stage.answer("ask", ELIGIBLE)
    elif stage.step == "licence_loss":
        stage.declare()
    elif stage.screen == "notices":
        stage.agree()
    elif stage.screen == "home":
        stage.choose()
    elif stage.screen in ways and stage.state.idle_seconds_left is None and not covered(stage):
        usual_way(stage, ways[stage.screen])
    else:
        stage.touch(USUAL.get(stage.step, "activity"))


def covered(stage: Stage) -> bool:
    return stage.state.asking_to_end or stage.state.help_open


def usual_way(stage: Stage, way: Any) -> None:
    with suppress(StopIteration, IndexError):  # the screen does not wait for that just now
        way()


def do(stage: Stage, move: str, detail: Any) -> None:
    if move == "touch":
        stage.touch(detail[0], **detail[1])
    elif move == "usual":
        go_on(stage)
    elif move == "answer":
        answer(stage, detail)
    elif move == "late":
        answer_late(stage, detail)
    elif move == "wait":
        stage.wait(detail, beat=5)
    else:
        stage.offers.failure = FailureCode.STORE_FAILED if detail else None


def require_sound(stage: Stage) -> None:
    state = stage.state
    assert not [event for event, _ in stage.hands.events if event == "bug"]
    if state.screen in {"attract", "out_of_service", "goodbye", "home"}:
        assert (state.person, state.service, state.stations) == ("", None, ())
    if state.step in {"confirm", "sign"}:
        assert PLAN.open_stop(stage.machine._step.matter, before="confirm") is None
    if state.screen == "submitted" and state.view["phase"] == "saving":
        assert state.view["number"] == ""
    if state.screen == "submitted" and stage.hands.live():
        require_agreed(stage)
    assert "张三丰" not in repr(dict(state.view))
    assert "500103199001010010" not in repr(dict(state.view))


def require_agreed(stage: Stage) -> None:
    """No picture leaves without the consent to the face, and nobody is said to be verified without a match."""
    for request in stage.hands.live():
        if request.job == "save":
            _, body, pictures = request.asked
            agreed = {consent.notice_id for consent in body.consents}
            assert agreed & {"face", "office_comparison"}
            assert body.face is None or "face" in agreed
            assert not pictures or "office_comparison" not in agreed
            assert (body.identity_check is IdentityCheck.FACE) == (
                body.face is not None and body.face.decision is FaceDecision.MATCH
            )


@given(st.lists(MOVES, max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_walk_gets_stuck(moves: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        for move, detail in moves:
            do(stage, move, detail)
            require_sound(stage)
        stage.offers.failure = None
        stage.wait(400, beat=5)  # idle, countdown, things left behind: then everybody is gone
        assert stage.screen == "attract"
        assert stage.state.display.language == "zh"
        assert {request.job for request in stage.hands.live()} <= {"save", "print"}  # these are never torn


@pytest.mark.parametrize("endless", ["activity", "back", "help", "next"])
def test_no_touch_keeps_a_visit_alive_for_ever(stage: Stage, endless: str) -> None:
    stage.walk_to("notices")
    for _ in range(120):
        stage.touch(endless)
        stage.wait(10, beat=5)
    assert stage.screen == "attract"
