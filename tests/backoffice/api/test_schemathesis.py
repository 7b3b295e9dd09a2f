"""The terminal API against its own description: whatever an enrolled terminal sends, the office stands."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case

from backoffice.fleet.terminal_api import create_terminal_app
from backoffice.office import Office
from tests.backoffice.serving import connected
from tests.backoffice.terminals import HandMadeTerminal, interface

PREFIX = "/terminal"
EXAMPLES = 45  # of each call; there are more than twenty
LONG_EXAMPLES = 1000
UNSIGNED = "/v1/enrol"
HOW = settings(
    max_examples=EXAMPLES,
    derandomize=True,  # the same cases every time
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def described(office: Office) -> Iterator[tuple[Any, HandMadeTerminal]]:
    """The description of the interface, which is not public, and a terminal that is enrolled."""
    schema = schemathesis.openapi.from_dict(create_terminal_app(office).openapi())
    with connected(interface(office)) as http:
        terminal = HandMadeTerminal(http, office)
        assert terminal.enrol().status_code == 200
        yield schema, terminal


@pytest.mark.expects_log
@pytest.mark.timeout(600)
def test_whatever_is_sent_is_answered(described: tuple[Any, HandMadeTerminal], request: pytest.FixtureRequest) -> None:
    schema, terminal = described
    how = settings(HOW, max_examples=LONG_EXAMPLES) if request.config.getoption("--long") else HOW
    asked: list[int] = []
    wrong: list[tuple[str, int, str, str]] = []

    def ask(case: Case[Any]) -> None:
        answer = _sent(terminal, case)
        asked.append(answer.status_code)
        if answer.status_code >= 500:  # no 503 either: office and partners are well, and one caller at a time keeps nobody busy
            wrong.append((case.path, answer.status_code, answer.text, repr(case.body)[:300]))
        if answer.status_code >= 400:
            assert set(answer.json()) == {"code", "message"}

    for found in schema.get_all_operations():
        how(_given(found.ok(), ask))()
    assert not wrong
    assert len(asked) >= 1000
    assert 401 not in asked
    assert 200 in asked


def _given(operation: Any, ask: Any) -> Any:
    from hypothesis import given

    @given(case=operation.as_strategy())
    def check(case: Case[Any]) -> None:
        ask(case)

    return check


def _sent(terminal: HandMadeTerminal, case: Case[Any]) -> httpx.Response:
    """Send what was made up, signed as a terminal signs."""
    body = b"" if isinstance(case.body, schemathesis.core.NotSet) else json.dumps(case.body).encode()
    path = PREFIX + case.formatted_path
    given: dict[str, Any] = dict(case.headers or {})
    key = given.get("idempotency-key")
    if case.method != "POST":
        return terminal.http.request(case.method, path)
    headers = {"Content-Type": "application/json"}
    if isinstance(key, str) and key.isascii() and key.isprintable() and key == key.strip() and key:
        headers["Idempotency-Key"] = key
    else:
        key = None
    if not path.endswith(UNSIGNED):
        headers |= terminal.signature(path, body, key=key)
    return terminal.http.post(path, content=body, headers=headers)
