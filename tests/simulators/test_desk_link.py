"""What the dock knows of the office: where its desk is, and the codes of its invented staff."""

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
import requests

from domain.clock import SystemClock
from simulators.authenticator import STEP_SECONDS, code_of, step_at
from simulators.supervisor import Cabinet

MEMBER = {"username": "lijing", "display_name": "李静", "second_factor": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "password": "-"}


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    with Cabinet(tmp_path, paced=False) as running:
        yield running


def test_codes_are_those_of_the_present_half_minute(cabinet: Cabinet) -> None:
    cabinet.link_desk("http://127.0.0.1:9", [MEMBER])
    before = step_at(SystemClock().now())
    told = requests.get(f"{cabinet.address}/api/desk/codes", timeout=10).json()
    after = step_at(SystemClock().now())
    shown = told["staff"][0]
    assert (shown["username"], shown["name"]) == ("lijing", "李静")
    assert shown["code"] in {code_of(MEMBER["second_factor"], step) for step in (before, after)}
    assert 1 <= told["seconds_left"] <= STEP_SECONDS
    assert cabinet.state()["links"] == {"desk": "http://127.0.0.1:9"}


def test_secrets_stay_where_they_are(cabinet: Cabinet) -> None:
    cabinet.link_desk("http://127.0.0.1:9", [MEMBER])
    for path in ("/api/state", "/api/desk/codes"):
        assert MEMBER["second_factor"] not in requests.get(cabinet.address + path, timeout=10).text


def test_codes_are_as_any_authenticator_shows_them() -> None:
    now = SystemClock().now()
    assert code_of(MEMBER["second_factor"], step_at(now)) == pyotp.TOTP(MEMBER["second_factor"]).at(now)
