"""docs/usability.md, written from what the trials took."""

from collections.abc import Iterator, Sequence

from tests.usability.measure import Taken, enter_address, enter_name
from tests.usability.terminal import LiveTerminal
from tests.usability.trials import ADDRESSES, NAMES

PAGE = "docs/usability.md"
HEAD = """# Usability: how many touches it takes

Synthetic touches on the real keyboard, engines and flow in the portrait layout; only card, office and clock are played.
The typist knows pinyin, types the sounds of up to eight characters in one breath, takes the longest candidate that fits and
looks through the grid when none does. Written by `.venv/bin/python -m tests.usability`; a test repeats every trial and
fails when one takes more or fewer. All addresses and names are invented; streets and districts exist.

## Ten addresses
*Place*: touches from “search by pinyin” until district and street stand on the label (initials of the street, one pick).
*Rest*: road, house, building, flat, and the button below.

| label as printed | characters | place | rest | touches |
|---|---:|---:|---:|---:|
"""
NAMES_HEAD = """
## Ten names with rare characters
Touches for the whole name and the button below. The characters that the pinyin engine does not know come from the table of
readings, those of names first.

| name | touches |
|---|---:|
"""


def written(terminal: LiveTerminal) -> str:
    """Enter every trial; return the page."""
    addresses = [enter_address(terminal, trial) for trial in ADDRESSES]
    names = [enter_name(terminal, trial) for trial in NAMES]
    return HEAD + "".join(_address_rows(addresses)) + NAMES_HEAD + "".join(_name_rows(names))


def _address_rows(taken: Sequence[Taken]) -> Iterator[str]:
    for one in taken:
        yield f"| {one.text} | {len(one.text)} | {one.place} | {one.rest} | {one.touches} |\n"
    yield f"| mean | {_mean(len(one.text) for one in taken)} | {_mean(one.place for one in taken)} | "
    yield f"{_mean(one.rest for one in taken)} | {_mean(one.touches for one in taken)} |\n"


def _name_rows(taken: Sequence[Taken]) -> Iterator[str]:
    for one in taken:
        yield f"| {one.text} | {one.touches} |\n"
    yield f"| mean | {_mean(one.touches for one in taken)} |\n"


def _mean(numbers: Iterator[int]) -> str:
    found = list(numbers)
    return f"{sum(found) / len(found):.1f}"
