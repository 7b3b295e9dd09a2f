"""Only what an enrolled terminal signed, just now, as a whole and for the first time is listened to."""

from datetime import datetime
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from backoffice.fleet import services
from backoffice.fleet import services as fleet
from backoffice.fleet.models import SeenNonce
from backoffice.office import SYSTEM, Office
from domain.clock import FrozenClock
from tests.backoffice.terminals import HandMadeTerminal, problem

PATH = "/terminal/v1/heartbeat"
INVALID = (401, "signature_invalid")
UNKNOWN = (401, "unknown_terminal")


def test_a_signature_made_by_hand_from_the_standard_is_taken(terminal: HandMadeTerminal) -> None:
    assert terminal.post(PATH, terminal.heartbeat()).status_code == 200


def test_without_a_signature(terminal: HandMadeTerminal) -> None:
    assert problem(terminal.http.post(PATH, json=terminal.heartbeat())) == INVALID


@pytest.mark.parametrize(
    "bent",
    [
        {"covered": ("@path", "content-digest")},
        {"covered": ("@method", "content-digest")},
        {"covered": ("@method", "@path")},
        {"covered": ()},
        {"parameters": {"created": ""}},
        {"parameters": {"created": '"now"'}},
        {"parameters": {"created": "1.5"}},
        {"parameters": {"nonce": ""}},
        {"parameters": {"nonce": '""'}},
        {"parameters": {"nonce": "7"}},
        {"parameters": {"nonce": f'"{"n" * 65}"'}},
        {"parameters": {"keyid": ""}},
        {"parameters": {"alg": '"hmac-sha256"'}},
        {"parameters": {"surprise": "1"}},
    ],
)
def test_what_must_be_signed_is_decided_here(terminal: HandMadeTerminal, bent: dict[str, Any]) -> None:
    assert problem(terminal.post(PATH, terminal.heartbeat(), **bent)) == INVALID


def test_another_key(terminal: HandMadeTerminal) -> None:
    terminal.key = Ed25519PrivateKey.generate()
    assert problem(terminal.post(PATH, terminal.heartbeat())) == INVALID


def test_in_the_name_of_another_terminal(terminal: HandMadeTerminal) -> None:
    other = HandMadeTerminal(terminal.http, terminal.office)
    other.enrol()
    other.terminal_id = terminal.terminal_id
    assert problem(other.post(PATH, other.heartbeat())) == INVALID


@pytest.mark.parametrize("name", ["terminal-none", "", "x" * 500, "终端"])
def test_in_a_name_nobody_has(terminal: HandMadeTerminal, name: str) -> None:
    headers = terminal.signature(PATH, b"{}")
    headers["Signature-Input"] = headers["Signature-Input"].replace(terminal.terminal_id, name)
    encoded = {key: value.encode() for key, value in headers.items()}
    response = terminal.http.post(PATH, content=b"{}", headers={b"content-type": b"application/json", **_bytes(encoded)})
    assert problem(response) in (UNKNOWN, INVALID)


def _bytes(headers: dict[str, bytes]) -> dict[bytes, bytes]:
    return {name.encode(): value for name, value in headers.items()}


def test_a_revoked_terminal(terminal: HandMadeTerminal) -> None:
    with terminal.office.writing(SYSTEM) as work:
        services.revoke(work, terminal.terminal_id)
    assert problem(terminal.post(PATH, terminal.heartbeat())) == UNKNOWN


def _signed(terminal: HandMadeTerminal, body: bytes = b"{}") -> dict[str, str]:
    return {"Content-Type": "application/json", **terminal.signature(PATH, body)}


def test_a_changed_body(terminal: HandMadeTerminal) -> None:
    assert problem(terminal.http.post(PATH, content=b'{"a": 1}', headers=_signed(terminal))) == INVALID


def test_a_changed_body_with_its_own_digest(terminal: HandMadeTerminal) -> None:
    forged = terminal.signature(PATH, b'{"a": 1}')["Content-Digest"]
    headers = {**_signed(terminal), "Content-Digest": forged}
    assert problem(terminal.http.post(PATH, content=b'{"a": 1}', headers=headers)) == INVALID


def test_carried_to_another_path(terminal: HandMadeTerminal) -> None:
    assert problem(terminal.http.post("/terminal/v1/eligibility", content=b"{}", headers=_signed(terminal))) == INVALID


@pytest.mark.parametrize("carried", ["11111111-1111-4111-8111-111111111111", None])
def test_an_idempotency_key_put_in_or_changed_on_the_way(terminal: HandMadeTerminal, carried: str | None) -> None:
    path = "/terminal/v1/applications"
    headers = {
        "Content-Type": "application/json",
        **terminal.signature(path, b"{}", key=carried),
        "Idempotency-Key": "22222222-2222-4222-8222-222222222222",
    }
    assert problem(terminal.http.post(path, content=b"{}", headers=headers)) == INVALID


def test_two_signatures(terminal: HandMadeTerminal) -> None:
    headers = _signed(terminal)
    headers["Signature-Input"] += ", " + headers["Signature-Input"].replace("kiosk=", "other=")
    headers["Signature"] += ", " + headers["Signature"].replace("kiosk=", "other=")
    assert problem(terminal.http.post(PATH, content=b"{}", headers=headers)) == INVALID


NONSENSE = ["", "x", "kiosk=", "kiosk=(", "kiosk=();created=1, kiosk=();created=2", "kiosk=:AAAA:"]


@pytest.mark.parametrize("field", ["Signature", "Signature-Input", "Content-Digest"])
def test_nonsense_in_the_fields(terminal: HandMadeTerminal, field: str) -> None:
    for value in NONSENSE:
        response = terminal.http.post(PATH, content=b"{}", headers={**_signed(terminal), field: value})
        assert problem(response) == INVALID, value


@pytest.mark.parametrize(
    ("skew", "status"), [(-300, 200), (300, 200), (-301, 401), (301, 401), (86400 * 365, 401), (-(10**9), 401)]
)
def test_clocks_may_differ_by_five_minutes(terminal: HandMadeTerminal, clock: FrozenClock, skew: int, status: int) -> None:
    response = terminal.post(PATH, terminal.heartbeat(), created=clock.now().timestamp() + skew)
    assert response.status_code == status
    assert response.headers["Office-Time"] == clock.now().isoformat()
    if status == 401:
        assert problem(response) == (401, "clock_wrong")


def test_the_office_time_can_be_read(terminal: HandMadeTerminal, clock: FrozenClock) -> None:
    response = terminal.post(PATH, terminal.heartbeat())
    assert datetime.fromisoformat(response.headers["Office-Time"]) == clock.now()


def test_the_same_request_is_taken_once(terminal: HandMadeTerminal) -> None:
    headers = _signed(terminal, b'{"not": "a heartbeat"}')
    first = terminal.http.post(PATH, content=b'{"not": "a heartbeat"}', headers=headers)
    second = terminal.http.post(PATH, content=b'{"not": "a heartbeat"}', headers=headers)
    assert problem(first) == (422, "message_invalid")
    assert problem(second) == (401, "replayed")


def test_two_terminals_may_use_one_nonce(terminal: HandMadeTerminal) -> None:
    other = HandMadeTerminal(terminal.http, terminal.office)
    other.enrol()
    assert terminal.post(PATH, terminal.heartbeat(), nonce="n").status_code == 200
    assert other.post(PATH, other.heartbeat(), nonce="n").status_code == 200


def test_nonces_are_remembered_as_long_as_they_could_be_replayed(
    terminal: HandMadeTerminal, clock: FrozenClock, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "FORGET_ONE_IN", 1)
    created = clock.now().timestamp() + 300
    assert terminal.post(PATH, terminal.heartbeat(), nonce="n", created=created).status_code == 200
    clock.advance(600)
    assert problem(terminal.post(PATH, terminal.heartbeat(), nonce="n", created=created)) == (401, "replayed")
    clock.advance(1)
    assert terminal.post(PATH, terminal.heartbeat()).status_code == 200
    with office.reading() as work:
        assert work.session.scalar(select(func.count()).select_from(SeenNonce)) == 1


def test_who_ends_tls_may_rename_the_host(terminal: HandMadeTerminal) -> None:
    body = b"{}"
    headers = {**_signed(terminal, body), "Host": "inner.office.example:8443"}
    assert problem(terminal.http.post(PATH, content=body, headers=headers)) == (422, "message_invalid")  # signature was good


def test_heartbeat_is_not_for_strangers(http: httpx.Client) -> None:
    assert problem(http.post(PATH, json={})) == INVALID
