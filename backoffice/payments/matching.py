"""How an acquirer's statement is held against what was posted here: pure, amounts in whole fen.

Nothing may get lost on the way: the statement's sum is always that of the matched lines and of `theirs_fen` of every
difference, and what was expected here is always that of the matched postings and of `ours_fen` of every difference.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class LineKind(StrEnum):
    """What a line of a statement says."""

    SALE = "sale"  # 消费
    REVERSAL = "reversal"  # 冲正, 撤销


class DifferenceKind(StrEnum):
    """How statement and postings disagree."""

    MISSING_HERE = "missing_here"  # the acquirer took money that no application here tells of
    MISSING_THERE = "missing_there"  # an application says it was paid, the acquirer has nothing
    AMOUNT_DIFFERS = "amount_differs"
    DOUBLE = "double"  # taken more than once
    REVERSED = "reversed"  # taken and given back, but posted here


@dataclass(frozen=True)
class Posting:
    """What a terminal said was paid."""

    order_id: UUID
    trace: str | None
    reference: str | None
    amount_fen: int


@dataclass(frozen=True)
class Line:
    """One line of the statement. `place` is its number in the file; the amount is positive, its kind gives the sign."""

    place: int
    kind: LineKind
    order_id: UUID | None
    trace: str | None
    reference: str | None
    amount_fen: int

    @property
    def signed_fen(self) -> int:
        """Return what the line adds to the statement's sum."""
        return self.amount_fen if self.kind is LineKind.SALE else -self.amount_fen


@dataclass(frozen=True)
class Found:
    """One difference."""

    kind: DifferenceKind
    posting: Posting | None
    lines: tuple[Line, ...]

    @property
    def ours_fen(self) -> int:
        """Return what was posted here."""
        return self.posting.amount_fen if self.posting else 0

    @property
    def theirs_fen(self) -> int:
        """Return what the acquirer settles, reversals taken off."""
        return _net(self.lines)


@dataclass(frozen=True)
class Matching:
    """What came of it. `undone` are lines that take each other back and were never posted: nothing is to be done."""

    matched: tuple[tuple[Posting, Line], ...]
    undone: tuple[Line, ...]
    differences: tuple[Found, ...]

    @property
    def matched_fen(self) -> int:
        """Return the sum of the lines that agree."""
        return sum(line.amount_fen for _, line in self.matched)


def match(expected: Iterable[Posting], neighbours: Iterable[Posting], lines: Iterable[Line]) -> Matching:
    """Hold the statement of a day against its postings.

    `expected` must stand in the statement. `neighbours` were posted on the day before or after and may: acquirers cut the day
    at another moment. A neighbour only counts when it agrees wholly.
    """
    own, near = list(expected), list(neighbours)
    groups = _grouped(lines, _Finder([*own, *near]))
    matched: list[tuple[Posting, Line]] = []
    differences: list[Found] = []
    undone: list[Line] = []
    for posting in own:
        told = groups.pop(posting.order_id, ())
        if _agrees(posting, told):
            matched.append((posting, told[0]))
        else:
            differences.append(Found(_kind_of(posting, told), posting, told))
    beside = {posting.order_id: posting for posting in near}
    for key, told in groups.items():
        neighbour = beside.get(key) if isinstance(key, UUID) else None
        if neighbour is not None and _agrees(neighbour, told):
            matched.append((neighbour, told[0]))
        elif _net(told) == 0:
            undone.extend(told)
        else:
            differences.append(Found(DifferenceKind.MISSING_HERE, None, told))
    return Matching(tuple(matched), tuple(undone), tuple(differences))


class _Finder:
    """Finds whose a line is: by order, else by reference and trace together, where only one posting has them."""

    def __init__(self, postings: Sequence[Posting]) -> None:
        pairs = Counter((posting.reference, posting.trace) for posting in postings)
        self._of_pair: dict[tuple[str | None, str | None], UUID] = {
            (posting.reference, posting.trace): posting.order_id
            for posting in postings
            if posting.reference and posting.trace and pairs[posting.reference, posting.trace] == 1
        }

    def key_of(self, line: Line) -> Hashable:
        """Return what lines of one payment have in common."""
        if line.order_id is not None:
            return line.order_id
        pair = (line.reference, line.trace)
        return self._of_pair.get(pair, pair if line.reference and line.trace else line.place)


def _grouped(lines: Iterable[Line], finder: _Finder) -> dict[Hashable, tuple[Line, ...]]:
    groups: defaultdict[Hashable, list[Line]] = defaultdict(list)
    for line in lines:
        groups[finder.key_of(line)].append(line)
    return {key: tuple(told) for key, told in groups.items()}


def _agrees(posting: Posting, told: Sequence[Line]) -> bool:
    return len(told) == 1 and told[0].kind is LineKind.SALE and told[0].amount_fen == posting.amount_fen


def _kind_of(posting: Posting, told: Sequence[Line]) -> DifferenceKind:
    if not told:
        return DifferenceKind.MISSING_THERE
    if _net(told) == 0:
        return DifferenceKind.REVERSED
    sales = sum(line.kind is LineKind.SALE for line in told)
    taken = _net(told) >= 2 * posting.amount_fen
    return DifferenceKind.DOUBLE if sales > 1 and taken else DifferenceKind.AMOUNT_DIFFERS


def _net(lines: Iterable[Line]) -> int:
    return sum(line.signed_fen for line in lines)


class Explanation(StrEnum):
    """What became of a difference."""

    CUT_OFF = "cut_off"  # 跨日: stands in the statement of the day before or after
    APPLICATION_LATE = "application_late"  # the terminal is offline, its application will come
    ACQUIRER_CORRECTS = "acquirer_corrects"  # the acquirer corrects its books
    WINDOW = "window"  # 转人工: settled with the citizen at a window
    REFUND = "refund"  # given back; the reference says where


EXPLANATIONS: Mapping[DifferenceKind, tuple[Explanation, ...]] = {
    DifferenceKind.MISSING_HERE: (
        Explanation.APPLICATION_LATE,
        Explanation.CUT_OFF,
        Explanation.ACQUIRER_CORRECTS,
        Explanation.WINDOW,
        Explanation.REFUND,
    ),
    DifferenceKind.MISSING_THERE: (Explanation.CUT_OFF, Explanation.ACQUIRER_CORRECTS, Explanation.WINDOW),
    DifferenceKind.AMOUNT_DIFFERS: (Explanation.ACQUIRER_CORRECTS, Explanation.WINDOW, Explanation.REFUND),
    DifferenceKind.DOUBLE: (Explanation.REFUND, Explanation.ACQUIRER_CORRECTS, Explanation.WINDOW),
    DifferenceKind.REVERSED: (Explanation.ACQUIRER_CORRECTS, Explanation.WINDOW),
}
"""In the order in which a page offers them."""


def explanations_of(kind: DifferenceKind, over_fen: int) -> tuple[Explanation, ...]:
    """Return how a difference of `kind` may be explained; a refund only where the acquirer took more by `over_fen`."""
    allowed = EXPLANATIONS[kind]
    return tuple(one for one in allowed if one is not Explanation.REFUND or over_fen > 0)
