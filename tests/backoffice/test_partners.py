"""Partners: every way in which they fail is one of two failures, and says nothing of the person asked about."""

import socket
from collections.abc import Callable

import pytest

from backoffice import partners as module
from backoffice.dispatch.post import LetterOrder
from backoffice.office import Office
from backoffice.opening import _client
from backoffice.partners import PartnerDown, PartnerFailure, PartnerRefused
from backoffice.registry.http import HttpRegistry
from backoffice.registry.orders import LicenceOrder
from backoffice.settings import PartnerSettings
from tests.backoffice.partners import Partners
from tests.backoffice.people import ADDRESS, NAME, NUMBER, PHONE, registry_answer

CALLS: dict[str, tuple[str, Callable[[Office], object]]] = {
    "query": ("driver-licences", lambda office: office.registry.query_licence(NUMBER)),
    "reissue": (
        "driver-licences",
        lambda office: office.registry.make_licence(LicenceOrder("2611200007000010", NUMBER, "loss")),
    ),
    "vehicles": ("vehicles", lambda office: office.registry.query_vehicles(NUMBER)),
    "violations": ("violations", lambda office: office.registry.query_violations(NUMBER)),
    "picture": ("violations", lambda office: office.registry.violation_picture("5001037900206538", 0)),
    "waybill": ("waybills", lambda office: office.post.create_waybill(LetterOrder("1", NAME, PHONE, ADDRESS), "k")),
    "track": ("waybills", lambda office: office.post.track("1140027733000")),
    "sms": ("messages", lambda office: office.sms.send(PHONE, "text", "k")),
}

each_call = pytest.mark.parametrize("call", CALLS)


@each_call
def test_503_means_later(office: Office, partners: Partners, call: str) -> None:
    room, ask = CALLS[call]
    partners.down.add(room)
    with pytest.raises(PartnerDown) as caught:
        ask(office)
    assert_silent(caught.value)


@each_call
def test_422_means_no(office: Office, partners: Partners, call: str) -> None:
    room, ask = CALLS[call]
    partners.refusing.add(room)
    with pytest.raises(PartnerRefused) as caught:
        ask(office)
    assert_silent(caught.value)


@each_call
def test_an_answer_that_makes_no_sense_is_a_no(office: Office, partners: Partners, call: str) -> None:
    room, ask = CALLS[call]
    partners.garbage.add(room)
    with pytest.raises(PartnerRefused) as caught:
        ask(office)
    assert_silent(caught.value)


@each_call
def test_a_line_cut_after_the_work_means_later(office: Office, partners: Partners, call: str) -> None:
    room, ask = CALLS[call]
    partners.deaf_after_work.add(room)
    with pytest.raises(PartnerDown) as caught:
        ask(office)
    assert_silent(caught.value)


def test_nobody_listening_means_later() -> None:
    registry = HttpRegistry(_client("registry", PartnerSettings.model_validate({"url": "http://127.0.0.1:1", "key": "k"})))
    with pytest.raises(PartnerDown) as caught:
        registry.query_licence(NUMBER)
    assert_silent(caught.value)


def test_a_silent_partner_means_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        registry = HttpRegistry(_client("registry", PartnerSettings.model_validate({"url": url, "key": "k"})))
        with pytest.raises(PartnerDown):
            registry.query_licence(NUMBER)


def test_a_wrong_key_is_a_no(partners: Partners) -> None:
    registry = HttpRegistry(_client("registry", PartnerSettings.model_validate({"url": partners.url, "key": "wrong"})))
    with pytest.raises(PartnerRefused):
        registry.query_licence(NUMBER)


def test_no_proxy_of_the_machine_sees_the_question(office: Office, partners: Partners, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    assert office.registry.query_licence(NUMBER).licence is None


def test_a_record_that_cannot_be_true_names_what_cannot(office: Office, partners: Partners) -> None:
    partners.people[NUMBER] = registry_answer(states="AZ", photo="not base64!", reissues=["2026-13-01"])
    record = office.registry.query_licence(NUMBER)
    assert record.licence is None
    assert record.gaps == ("states", "photo", "reissues")


def test_what_is_no_answer_is_a_no(office: Office, partners: Partners) -> None:
    partners.people[NUMBER] = {"found": "perhaps", "licence": registry_answer()["licence"]}
    with pytest.raises(PartnerRefused) as caught:
        office.registry.query_licence(NUMBER)
    assert_silent(caught.value)


def test_a_record_comes_whole_and_its_repr_says_nothing(office: Office, partners: Partners) -> None:
    partners.people[NUMBER] = registry_answer(states="AH", reissues=["2026-05-01", "2025-12-01"])
    record = office.registry.query_licence(NUMBER)
    assert record.licence is not None
    assert record.licence.holder == NAME
    assert len(record.licence.states) == 2
    assert record.photo == b"\xff\xd8\xff\xd9"
    assert [day.year for day in record.reissues] == [2025, 2026]
    assert not any(secret in repr(record) for secret in (NAME, NUMBER, PHONE, ADDRESS))


def assert_silent(failure: PartnerFailure) -> None:
    """Neither the failure nor what it was raised from may quote the person."""
    assert failure.__cause__ is None
    assert not any(secret in f"{failure!r}{failure}" for secret in (NAME, NUMBER, PHONE, ADDRESS))
