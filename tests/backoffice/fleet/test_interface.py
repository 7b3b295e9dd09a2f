"""The manners of the terminal API: every refusal is a problem, nothing that is sent makes it fall."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from backoffice.fleet.models import TerminalState
from backoffice.fleet.terminal_api import LARGEST_MESSAGE
from backoffice.office import Office
from domain.clock import FrozenClock
from domain.wire.v1 import ProblemCode
from tests.backoffice.people import application
from tests.backoffice.terminals import HandMadeTerminal, problem
from tests.paths import ROOT

HEARTBEAT = "/terminal/v1/heartbeat"
CALLS = ("/terminal/v1/enrol", "/terminal/v1/eligibility", "/terminal/v1/applications", HEARTBEAT)
KEY = "11111111-1111-4111-8111-111111111111"


def test_a_heartbeat_is_kept_as_the_latest_state(either_http: httpx.Client, either_office: Office) -> None:
    terminal = HandMadeTerminal(either_http, either_office)
    assert terminal.enrol().status_code == 200
    assert terminal.post(HEARTBEAT, terminal.heartbeat(outbox_depth=5)).status_code == 200
    answer = terminal.post(HEARTBEAT, terminal.heartbeat(outbox_dead=1, devices={"receipt_printer": "offline"})).json()
    with either_office.reading() as work:
        state = work.session.scalars(select(TerminalState)).one()
    assert (state.outbox_depth, state.outbox_dead, state.devices) == (0, 1, {"receipt_printer": "offline"})
    assert state.received_at == either_office.clock.now()
    assert terminal.sealing_key is not None
    assert answer["sealing_key"]["key_id"] == terminal.sealing_key.key_id


def test_a_heartbeat_tells_how_wrong_the_terminals_clock_is(terminal: HandMadeTerminal, clock: FrozenClock) -> None:
    sent_at = clock.now().isoformat()
    clock.advance(12.5)
    terminal.post(HEARTBEAT, terminal.heartbeat(sent_at=sent_at))
    with terminal.office.reading() as work:
        assert work.session.scalars(select(TerminalState)).one().clock_offset_seconds == -12.5


@pytest.mark.parametrize(
    "wrong",
    [
        {"outbox_depth": -1},
        {"outbox_depth": 2**63},
        {"outbox_depth": "many"},
        {"sent_at": "2026-11-20T12:00:00"},
        {"sent_at": "yesterday"},
        {"devices": {"id card": "online"}},
        {"devices": {"x" * 41: "online"}},
        {"devices": {f"device_{number}": "online" for number in range(41)}},
        {"devices": {"camera": "\0"}},
        {"software_version": "1 OR 1=1"},
        {"a_field_of_tomorrow": 1},
    ],
)
def test_a_message_of_another_form_is_refused(terminal: HandMadeTerminal, wrong: dict[str, Any]) -> None:
    response = terminal.post(HEARTBEAT, terminal.heartbeat(**wrong))
    assert problem(response) == (422, "message_invalid")


def test_a_refusal_never_repeats_what_was_sent(terminal: HandMadeTerminal) -> None:
    response = terminal.post(
        "/terminal/v1/eligibility", {"number": "500103199001010010", "name": "测试员", "planted": "planted"}
    )
    assert problem(response)[0] == 422
    assert not [word for word in ("5001", "测试员", "planted", "number") if word in response.text]


@pytest.mark.parametrize("path", CALLS)
def test_only_json_is_taken(terminal: HandMadeTerminal, path: str) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/json-seq", ""):
        headers = {"Content-Type": content_type, **terminal.signature(path, b"{}")}
        assert problem(terminal.http.post(path, content=b"{}", headers=headers)) == (415, "wrong_content_type")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"[" * 100_000, b"null", b'"x"', b"{}", b'{"a": NaN}', b'{"\\ud800": 1}', b"1e999"]
)
@pytest.mark.parametrize("path", CALLS)
def test_what_is_no_message_is_refused(terminal: HandMadeTerminal, path: str, content: bytes) -> None:
    status, _ = problem(terminal.post(path, content, key=KEY))
    assert status in (400, 422)


def test_long_messages_are_refused_by_their_announced_length(http: httpx.Client) -> None:
    response = http.post(HEARTBEAT, content=b" " * (LARGEST_MESSAGE + 1), headers={"Content-Type": "application/json"})
    assert problem(response) == (413, "message_too_large")


def test_long_messages_are_refused_by_what_really_comes(http: httpx.Client) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(LARGEST_MESSAGE // 65536 + 2):
            yield b" " * 65536

    response = http.post(HEARTBEAT, content=pieces(), headers={"Content-Type": "application/json"})
    assert problem(response) == (413, "message_too_large")


@pytest.mark.parametrize("path", ["/terminal/", "/terminal/v1", "/terminal/v2/heartbeat", "/terminal/docs"])
def test_there_is_nothing_else_here(http: httpx.Client, path: str) -> None:
    assert problem(http.post(path)) == (404, "not_found")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_calls_are_posts(http: httpx.Client, method: str) -> None:
    assert problem(http.request(method, HEARTBEAT)) == (405, "method_not_allowed")


def test_the_interface_describes_itself(http: httpx.Client) -> None:
    told = http.get("/terminal/openapi.json").json()
    described = re.findall(r"`POST /terminal(/v1/[a-z/-]+)`", (ROOT / "docs" / "terminal-api.md").read_text(encoding="utf-8"))
    assert set(told["paths"]) == set(described)
    assert told["servers"] == [{"url": "/terminal"}]
    for path in told["paths"].values():
        assert "application/json" in path["post"]["requestBody"]["content"]
        for status, answer in path["post"]["responses"].items():
            reference = answer["content"]["application/json"]["schema"]["$ref"]
            assert status == "200" or reference.endswith("/Problem"), (status, reference)


@pytest.mark.expects_log
def test_a_bug_is_a_problem_too_and_loud(
    http: httpx.Client, office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    terminal = HandMadeTerminal(http, office)
    terminal.enrol()

    def broken(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("backoffice.fleet.routes_terminal.services.keep_state", broken)
    assert problem(terminal.post(HEARTBEAT, terminal.heartbeat())) == (500, "office_fault")
    assert "terminal api fault: RuntimeError" in caplog.text


def test_every_code_has_its_sentence() -> None:
    from backoffice.fleet import problems

    assert set(problems._MESSAGES) == set(ProblemCode)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _valid_messages(terminal: HandMadeTerminal) -> list[tuple[str, dict[str, Any]]]:
    question = {
        "service": "driver_licence_reissue_loss",
        "kind": "resident_id_card",
        "number": "500103199001010010",
        "name": "测试员",
        "valid_to": None,
    }
    return [
        ("/terminal/v1/enrol", terminal.enrolment("AAAA")),
        ("/terminal/v1/eligibility", question),
        ("/terminal/v1/applications", terminal.sealed(application())),
        (HEARTBEAT, terminal.heartbeat()),
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_an_enrolled_terminal_sends_the_office_stands(terminal: HandMadeTerminal, data: st.DataObject) -> None:
    path, message = data.draw(st.sampled_from(_valid_messages(terminal)))
    for name in data.draw(st.lists(st.sampled_from([*message, "surprise"]), max_size=3)):
        message = {**message, name: data.draw(JSON)}
    body = data.draw(st.just(json.dumps(message).encode()) | st.binary(max_size=200))
    key = data.draw(st.none() | st.just(KEY) | st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
    response = terminal.post(path, body, key=key)
    assert response.status_code < 500
    if response.status_code != 200:
        assert problem(response)[1] in set(ProblemCode)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.dictionaries(
        st.sampled_from(["Signature", "Signature-Input", "Content-Digest", "Idempotency-Key"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=80).map(str.strip),
    )
)
def test_whatever_stands_in_the_fields_the_office_stands(terminal: HandMadeTerminal, values: dict[str, str]) -> None:
    headers = {**terminal.signature(HEARTBEAT, b"{}"), **values, "Content-Type": "application/json"}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    assert problem(terminal.http.post(HEARTBEAT, content=b"{}", headers=raw))[0] in (401, 422)
