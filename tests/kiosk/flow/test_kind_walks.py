"""Random touches and answers through every kind of step: never a bug, never stuck, nothing of a person left."""

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.failures import FailureCode
from drivers.printing import PrintOutcome, PrintResult
from tests.kiosk.flow.test_random_walks import GARBAGE
from tests.kiosk.kinds import CAR, CODE, CYCLE, PHONE, PLAN, SEALED, go, stage_of
from tests.kiosk.stage import ELIGIBLE, Stage

USEFUL: list[tuple[str, dict[str, Any]]] = [
    *(("choose", {"id": one}) for one in (CAR, CYCLE, SEALED)),
    *(("choose", {"question": "which", "option": one}) for one in ("front", "rear", "both")),
    *(("declare", {"on": on}) for on in (True, False)),
    *(("focus", {"field": one}) for one in ("phone", "email", "code")),
    *(("type", {"field": field, "text": text}) for field, text in (("phone", PHONE), ("postcode", "400010"), ("code", CODE))),
    *((action, {"field": field}) for action in ("backspace", "clear") for field in ("phone", "code")),
    *(("edit", {"step": step}) for step in ("vehicle", "plates", "contact", "code")),
    *((action, {}) for action in ("next", "next", "next", "back", "print", "retry", "choose_all")),
]
KEYS = ["id", "question", "option", "on", "field", "text", "step", "serial"]
TOUCHES = st.sampled_from(USEFUL) | st.tuples(
    st.sampled_from(sorted({action for action, _ in USEFUL})), st.dictionaries(st.sampled_from(KEYS), GARBAGE, max_size=3)
)
RESULTS = [ELIGIBLE, FailureCode.NETWORK_DOWN, PrintResult(PrintOutcome.UNKNOWN)]
MOVES = st.one_of(
    st.tuples(st.just("touch"), TOUCHES),
    st.tuples(st.just("answer"), st.sampled_from(RESULTS)),
    st.tuples(st.just("usual"), st.sampled_from([*PLAN.steps[2:]])),
    st.tuples(st.just("wait"), st.sampled_from([0.3, 11.0])),
)


def do(stage: Stage, move: str, detail: Any) -> None:
    if move == "touch":
        stage.touch(detail[0], **detail[1])
    elif move == "answer" and stage.hands.live():
        stage.answer(stage.hands.live()[-1].job, detail)
    elif move == "wait":
        stage.wait(detail, beat=1)
    elif move == "usual":
        with suppress(AssertionError, KeyError, StopIteration):  # it is past there, or elsewhere altogether
            go(stage, detail)


@given(st.lists(MOVES, max_size=25))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_walk_through_the_kinds_gets_stuck(moves: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stage = stage_of(Path(folder))
        for move, detail in moves:
            do(stage, move, detail)
            assert "bug" not in dict(stage.hands.events)
            if stage.step in {"confirm", "result"}:
                earlier = PLAN.stops[: PLAN.steps.index("confirm")]
                assert [stop.name for stop in earlier if not stop.is_complete(stage.machine._step.matter)] == []
        stage.wait(400, beat=5)
        assert stage.screen == "attract"
        assert stage.machine._visit.person.answers.typed == {}
