"""NUT's answers: what is believed of them, and what they mean."""

from collections.abc import Iterable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.ups.contract import PowerSource, PowerState
from drivers.ups.wire import MOST_LINES, VariableList, ask_variables, power_of

BEGIN, END = b"BEGIN LIST VAR kiosk", b"END LIST VAR kiosk"


def listed(*lines: bytes) -> dict[str, str]:
    variables = VariableList("kiosk")
    ended = [variables.take(line) for line in lines]
    assert ended == [False] * (len(lines) - 1) + [True]
    return variables.variables


def take_all(lines: Iterable[bytes]) -> None:
    variables = VariableList("kiosk")
    for line in lines:
        variables.take(line)


def code_of(*lines: bytes) -> str:
    with pytest.raises(DeviceFailure) as caught:
        take_all(lines)
    return caught.value.code.value


def test_the_question() -> None:
    assert ask_variables("kiosk") == b"LIST VAR kiosk"
    with pytest.raises(ValueError, match="name"):
        ask_variables("kiosk\nSHUTDOWN")


def test_variables_with_everything_that_may_be_quoted() -> None:
    found = listed(
        BEGIN, b'VAR kiosk ups.model "a \\"b\\" \\\\ c"', b'VAR kiosk ups.status "OL CHRG"', b'VAR kiosk empty ""', END
    )
    assert found == {"ups.model": 'a "b" \\ c', "ups.status": "OL CHRG", "empty": ""}


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8}){0,2}", fullmatch=True), st.text(max_size=40), max_size=20))
def test_what_was_told_comes_back(told: dict[str, str]) -> None:
    told = {name: " ".join(value.split()) for name, value in told.items() if value.isprintable()}

    def quoted(value: str) -> str:
        return value.replace("\\", "\\\\").replace('"', '\\"')

    lines = [f'VAR kiosk {name} "{quoted(value)}"'.encode() for name, value in told.items()]
    assert listed(BEGIN, *lines, END) == told


@given(st.lists(st.binary(max_size=80), max_size=8))
def test_whatever_comes_is_taken_or_a_failure_of_the_catalogue(lines: list[bytes]) -> None:
    variables = VariableList("kiosk")
    with suppress(DeviceFailure):
        for line in lines:
            variables.take(line)
        power_of(variables.variables)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([b"ERR DATA-STALE"], "ups_lost"),
        ([b"ERR DRIVER-NOT-CONNECTED"], "ups_lost"),
        ([b"ERR UNKNOWN-UPS"], "ups_refused"),
        ([b"ERR ACCESS-DENIED extra words"], "ups_refused"),
        ([b"ERR WHAT-EVER"], "ups_bad_answer"),
        ([b"ERR"], "ups_bad_answer"),
        ([BEGIN, b"ERR DATA-STALE"], "ups_lost"),
        ([b"OK"], "ups_bad_answer"),
        ([b"BEGIN LIST VAR other"], "ups_bad_answer"),
        ([BEGIN, b'VAR other ups.status "OL"'], "ups_bad_answer"),
        ([BEGIN, b"VAR kiosk ups.status OL"], "ups_bad_answer"),
        ([BEGIN, b"END LIST VAR other"], "ups_bad_answer"),
        ([b"\xff\xfe"], "ups_bad_answer"),
        ([BEGIN, *[b'VAR kiosk a "b"'] * MOST_LINES], "ups_bad_answer"),
    ],
)
def test_what_is_no_answer(lines: list[bytes], code: str) -> None:
    assert code_of(*lines) == code


@pytest.mark.parametrize(
    ("status", "source", "low", "worn"),
    [
        ("OL", "mains", False, False),
        ("OL CHRG LB", "mains", True, False),
        ("OB DISCHRG", "battery", False, False),
        ("OB DISCHRG LB", "battery", True, False),
        ("FSD OB", "battery", True, False),
        ("OL RB", "mains", False, True),
        ("BYPASS", "mains", False, False),
        ("OL OB", "battery", False, False),
    ],
)
def test_what_the_status_means(status: str, source: str, low: bool, worn: bool) -> None:
    assert power_of({"ups.status": status}) == PowerState(PowerSource(source), None, None, low, worn)


@pytest.mark.parametrize("status", ["", "WAIT", "OFF", "CHRG", "ol"])
def test_a_supply_that_does_not_say_where_the_power_comes_from_has_said_nothing(status: str) -> None:
    with pytest.raises(DeviceFailure) as caught:
        power_of({"ups.status": status, "battery.charge": "100"})
    assert caught.value.code is FailureCode.UPS_BAD_ANSWER


@pytest.mark.parametrize(
    ("charge", "runtime", "percent", "seconds"),
    [
        ("100", "1800", 100, 1800),
        ("57.9", "90.5", 57, 90),
        ("101", "-1", None, None),
        ("", "inf", None, None),
        ("0", "0", 0, 0),
    ],
)
def test_numbers_that_make_no_sense_are_not_known(charge: str, runtime: str, percent: int | None, seconds: int | None) -> None:
    power = power_of({"ups.status": "OL", "battery.charge": charge, "battery.runtime": runtime})
    assert (power.charge_percent, power.runtime_s) == (percent, seconds)
