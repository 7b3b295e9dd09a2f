"""准驾车型: what a string such as "A2D" holds, what covers what, and what stays from the 63rd and the 70th birthday on.

机动车驾驶证申领和使用规定 (公安部令第162号) §11 and annex 1: the classes; §65 as amended by 公安部令第172号 (in force
2025-01-01): from 63 none of A1 A2 A3 B1 B2 M N P, from 70 none of C3 C4 C6 D E; A and B are exchanged for C1 or C2 as the
holder chooses (A2 may keep C6), D and E for F, C6 for C1 or C2. Where nothing stays the licence is cancelled (§79).
"""

import re
from collections.abc import Iterable
from typing import Literal, get_args

AGE_OF_HEAVY = 63
AGE_OF_LIGHT = 70

ORDER = ("A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3", "C4", "C5", "C6", "D", "E", "F", "M", "N", "P")
HEAVY = frozenset({"A1", "A2", "A3", "B1", "B2"})
TRACK = frozenset({"M", "N", "P"})
NOT_FROM_63 = HEAVY | TRACK
NOT_FROM_70 = frozenset({"C3", "C4", "C6", "D", "E"})
MOTORCYCLES = frozenset({"D", "E"})
SMALL = frozenset({"C1", "C2"})
WRITTEN = re.compile(r"(?:[ABC][1-6]|[DEFMNP])+")
ONE = re.compile(r"[ABC][1-6]|[DEFMNP]")

_OF_C1 = frozenset({"C2", "C3", "C4"})
_OF_B2 = frozenset({"C1", "C2", "C3", "C4", "M"})
COVERS = {
    "A1": frozenset({"A3", "B1", "B2", "C1", "C2", "C3", "C4", "M"}),
    "A2": frozenset({"B1", "B2", "C1", "C2", "C3", "C4", "C6", "M"}),
    "A3": frozenset({"C1", "C2", "C3", "C4"}),
    "B1": _OF_B2,
    "B2": _OF_B2,
    "C1": _OF_C1,
    "C3": frozenset({"C4"}),
    "D": frozenset({"E", "F"}),
    "E": frozenset({"F"}),
}
"""What else a class permits (annex 1)."""

Choice = Literal["c1", "c2", "c1_c6", "c2_c6", "rest"]
"""What the holder of an over-age class keeps: small cars, with C6 where A2 was held; `rest`: there is nothing to choose."""


def parse_classes(written: str) -> tuple[str, ...]:
    """Return the classes in order; raises :class:`ValueError` on letters that are no class."""
    held = frozenset(ONE.findall(written))
    if not WRITTEN.fullmatch(written) or not held <= set(ORDER):
        raise ValueError("not a class of driving licence")
    return in_order(held)


def in_order(classes: Iterable[str]) -> tuple[str, ...]:
    """Return classes in the order in which a licence writes them."""
    held = set(classes)
    return tuple(one for one in ORDER if one in held)


def covers(permitted: Iterable[str], needed: Iterable[str]) -> bool:
    """Tell whether who is fit for `permitted` is fit for all that is `needed`."""
    fit = set(permitted)
    all_of_it = fit.union(*(COVERS.get(one, frozenset()) for one in fit))
    return set(needed) <= all_of_it


def over_age(classes: Iterable[str], age: int, *, extended: bool = False) -> frozenset[str]:
    """Return what of it may no longer be driven at this age. `extended`: 延长原准驾车型资格 for the classes lost at 63."""
    lost: frozenset[str] = frozenset()
    if age >= AGE_OF_HEAVY and not extended:
        lost |= NOT_FROM_63
    if age >= AGE_OF_LIGHT:
        lost |= NOT_FROM_70
    return frozenset(classes) & lost


def choices(classes: Iterable[str], age: int, *, extended: bool = False) -> tuple[Choice, ...]:
    """Return what may be chosen; empty where nothing is over age, and where nothing would be left: cancelled at the window."""
    held = frozenset(classes)
    lost = over_age(held, age, extended=extended)
    if not lost:
        return ()
    offered = tuple(one for one in get_args(Choice) if one != "rest" and _may_choose(one, held, lost, age))
    if offered:
        return offered
    return ("rest",) if _after(held, lost, frozenset()) else ()


def classes_after(classes: Iterable[str], age: int, choice: str, *, extended: bool = False) -> str | None:
    """Return the classes as the new licence writes them; None when this cannot be chosen.

    Also mixed ones: A1D is C1D from 63 and C1F from 70 for who chooses C1.
    """
    held = frozenset(classes)
    if choice not in choices(held, age, extended=extended):
        return None
    chosen = frozenset() if choice == "rest" else frozenset(choice.upper().split("_"))
    return "".join(in_order(_after(held, over_age(held, age, extended=extended), chosen)))


def _may_choose(choice: str, held: frozenset[str], lost: frozenset[str], age: int) -> bool:
    """Small cars for A, B and C6, unless one is held beside them; C6 beside them only for A2 before 70."""
    if held & SMALL or not lost & (HEAVY | {"C6"}):
        return False
    return "c6" not in choice or ("A2" in lost and age < AGE_OF_LIGHT)


def _after(held: frozenset[str], lost: frozenset[str], chosen: frozenset[str]) -> frozenset[str]:
    motorcycle = frozenset({"F"}) if lost & MOTORCYCLES else frozenset()
    return (held - lost) | motorcycle | chosen
