"""Frames, and that nothing in the module can ask for digits in clear."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.pin_pad import hardware, wire
from drivers.pin_pad.wire import FrameBroken, Scanner, frame

ACCOUNT = "202000069232"


def test_the_published_frame() -> None:
    assert frame("3") == bytes.fromhex("02303031330330" + "31")


def test_a_pin_is_asked_for_in_format_0_only() -> None:
    assert wire.start_pin(ACCOUNT) == f"640 006{ACCOUNT}"


def test_no_function_can_ask_for_digits_in_clear() -> None:
    """Every command that the module can make, with whatever it is given, is none of the two that answer digits."""
    made = [
        *(wire.ask_description(), wire.get_pin_block(), wire.stop_input(), wire.use_letters()),
        *(wire.load_pin_key(bytes(16)), wire.start_pin(ACCOUNT)),
        *(command for seconds in range(-1, 300) for command in wire.set_limits(seconds)),
    ]
    makers = {name for name, made_by in inspect.getmembers(wire, inspect.isfunction) if made_by.__module__ == wire.__name__}
    assert makers == {
        *(
            "frame",
            "request",
            "ask_description",
            "load_pin_key",
            "start_pin",
            "get_pin_block",
            "stop_input",
            "use_letters",
            "set_limits",
        ),
        *("parse_description", "parse_pin_block", "_sum"),
    }
    for command in made:
        assert not command.startswith("5033"), "plain input"
        assert not (command[0] == "6" and command[3] != " "), "another format"
        assert wire.request(command) == frame(command)


IN_CLEAR = ["5033", "640@006" + ACCOUNT, "640@0" + ACCOUNT, "1" + "00" * 16, "640!006" + ACCOUNT, "6400006" + ACCOUNT]


@pytest.mark.parametrize("text", [*IN_CLEAR, "", "4", "5030", "5031", "641 006" + ACCOUNT, "640 004" + ACCOUNT, "7\n", "２"])
def test_nothing_else_is_sent_whoever_made_it(text: str) -> None:
    with pytest.raises(ValueError, match="no command") as refused:
        wire.request(text)
    assert ACCOUNT not in str(refused.value)


@given(st.text(max_size=40) | st.from_regex(r"6[0-9A-F]{2}.[0-9]{3}[0-9]{12}", fullmatch=True))
def test_no_text_asks_for_digits_in_clear(text: str) -> None:
    try:
        sent = wire.request(text)
    except ValueError:
        return
    assert sent[4:6] != b"50" or text == wire.stop_input()
    assert sent[4:5] != b"1"
    assert sent[4:5] != b"6" or text[3] == wire.ISO_FORMAT_0


def test_the_driver_sends_by_that_way_only() -> None:
    source = inspect.getsource(hardware)
    assert source.count("._port.write(") == 1
    assert "._port.write(wire.request(" in source


@pytest.mark.parametrize("account", ["", "1" * 11, "1" * 13, "12345678901@", "12345678901@1234"])
def test_an_account_is_twelve_digits(account: str) -> None:
    with pytest.raises(ValueError, match="twelve"):
        wire.start_pin(account)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=200), st.integers(1, 40))
def test_a_frame_in_pieces_between_keys_comes_out_whole(text: str, size: int) -> None:
    scanner = Scanner()
    data = b"*" + frame(text) + b"\r"
    found = [one for start in range(0, len(data), size) for one in scanner.feed(data[start : start + size])]
    assert found == [ord("*"), text, 0x0D]
    assert not scanner.is_within_frame()


@given(st.binary(max_size=200))
def test_noise_is_never_a_reply_nor_an_unknown_error(noise: bytes) -> None:
    scanner = Scanner()
    try:
        found = scanner.feed(noise.replace(b"\x02", b""))
    except FrameBroken:
        pytest.fail("there is no frame in it")
    assert all(isinstance(one, int) for one in found)


@given(st.integers(1, 9), st.integers(0, 7))
def test_one_changed_bit_is_noticed(place: int, bit: int) -> None:
    data = bytearray(frame("7000"))
    data[place] ^= 1 << bit
    scanner = Scanner()
    try:
        found = scanner.feed(bytes(data))
    except FrameBroken:
        return
    assert "7000" not in found


@pytest.mark.parametrize("text", ["7", "70008", "70008XX", "70008" + "0" * 14, "70008" + "0" * 18])
def test_a_block_that_is_none(text: str) -> None:
    with pytest.raises(FrameBroken):
        wire.parse_pin_block(text)


@pytest.mark.parametrize("text", ["3", "3" + "x" * 146])
def test_a_description_that_is_none(text: str) -> None:
    with pytest.raises(FrameBroken):
        wire.parse_description(text)
