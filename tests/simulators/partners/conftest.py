"""Partners with their HTTP servers running, and a clock that stands still."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import requests

from domain.clock import SHANGHAI, FrozenClock
from simulators.partners.gate import PartnerGate
from simulators.partners.police_registry import PoliceRegistry
from simulators.partners.post import Post
from simulators.partners.sms import SmsCarrier
from simulators.world.people import load_people


class Caller:
    """Calls one partner with its key."""

    def __init__(self, gate: PartnerGate) -> None:
        self.gate = gate
        self.headers = {"Authorization": f"Bearer {gate.key}"}

    def post(self, path: str, body: dict[str, Any], key: str | None = None) -> requests.Response:
        headers = {**self.headers, **({"Idempotency-Key": key} if key is not None else {})}
        return requests.post(self.gate.url + path, json=body, headers=headers, timeout=10)

    def get(self, path: str) -> requests.Response:
        return requests.get(self.gate.url + path, headers=self.headers, timeout=10)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 11, 22, 14, 0, tzinfo=SHANGHAI))


@pytest.fixture
def changes() -> list[str]:
    return []


@pytest.fixture
def registry(clock: FrozenClock, changes: list[str]) -> Iterator[PoliceRegistry]:
    partner = PoliceRegistry(load_people(clock.now().date()), clock, changes.append)
    with partner.gate.server:
        yield partner


@pytest.fixture
def post(clock: FrozenClock, changes: list[str]) -> Iterator[Post]:
    partner = Post(clock, changes.append)
    with partner.gate.server:
        yield partner


@pytest.fixture
def sms(clock: FrozenClock, changes: list[str]) -> Iterator[SmsCarrier]:
    partner = SmsCarrier(clock, changes.append)
    with partner.gate.server:
        yield partner
