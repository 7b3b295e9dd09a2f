"""Holding a statement against postings: every kind of difference, and that no fen is ever lost."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from backoffice.payments.matching import DifferenceKind, Explanation, Line, LineKind, Matching, Posting, explanations_of, match

SALE, REVERSAL = LineKind.SALE, LineKind.REVERSAL


def posting(order: int, fen: int = 1000, trace: str | None = None, reference: str | None = None) -> Posting:
    return Posting(UUID(int=order), trace or f"{order:06d}", reference or f"R{order}", fen)


def told(order: int | None, fen: int = 1000, kind: LineKind = SALE, place: int = 1, **by: str | None) -> Line:
    given_as = {"trace": f"{order:06d}" if order else None, "reference": f"R{order}" if order else None, **by}
    return Line(place, kind, UUID(int=order) if order else None, given_as["trace"], given_as["reference"], fen)


def kinds(result: Matching) -> list[DifferenceKind]:
    return [found.kind for found in result.differences]


def test_what_agrees_is_matched() -> None:
    result = match([posting(1)], [], [told(1)])
    assert (len(result.matched), result.differences, result.matched_fen) == (1, (), 1000)


def test_without_an_order_reference_and_trace_find_it_together() -> None:
    by_both = told(None, trace="000001", reference="R1")
    by_one = told(None, trace="000009", reference="R1", place=2)
    assert kinds(match([posting(1)], [], [by_both])) == []
    assert kinds(match([posting(1)], [], [by_one])) == [DifferenceKind.MISSING_THERE, DifferenceKind.MISSING_HERE]


def test_a_pair_that_two_postings_share_finds_neither() -> None:
    twins = [posting(1, trace="000007", reference="R7"), posting(2, trace="000007", reference="R7")]
    result = match(twins, [], [told(None, trace="000007", reference="R7")])
    assert sorted(kinds(result)) == ["missing_here", "missing_there", "missing_there"]


def test_every_kind_of_difference() -> None:
    assert kinds(match([posting(1)], [], [])) == [DifferenceKind.MISSING_THERE]
    assert kinds(match([], [], [told(1)])) == [DifferenceKind.MISSING_HERE]
    assert kinds(match([posting(1)], [], [told(1, 999)])) == [DifferenceKind.AMOUNT_DIFFERS]
    assert kinds(match([posting(1)], [], [told(1), told(1, place=2)])) == [DifferenceKind.DOUBLE]
    undone = [told(1), told(1, kind=REVERSAL, place=2)]
    assert kinds(match([posting(1)], [], undone)) == [DifferenceKind.REVERSED]
    half_undone = [told(1), told(1, 400, REVERSAL, place=2)]
    assert kinds(match([posting(1)], [], half_undone)) == [DifferenceKind.AMOUNT_DIFFERS]


def test_what_was_taken_back_and_never_posted_is_no_difference() -> None:
    result = match([], [], [told(1), told(1, kind=REVERSAL, place=2)])
    assert (result.differences, len(result.undone)) == ((), 2)


def test_a_neighbouring_day_counts_only_when_it_agrees() -> None:
    assert kinds(match([], [posting(1)], [told(1)])) == []
    assert kinds(match([], [posting(1)], [told(1, 1)])) == [DifferenceKind.MISSING_HERE]
    assert match([], [posting(1)], []).differences == ()


def test_a_refund_is_offered_only_where_too_much_was_taken() -> None:
    assert Explanation.REFUND in explanations_of(DifferenceKind.AMOUNT_DIFFERS, 1)
    assert Explanation.REFUND not in explanations_of(DifferenceKind.AMOUNT_DIFFERS, -1)
    for kind in DifferenceKind:
        assert Explanation.WINDOW in explanations_of(kind, 0)


orders = st.integers(1, 6)
amounts = st.integers(1, 3).map(lambda n: n * 500)
postings = st.lists(st.builds(posting, orders, amounts), max_size=6, unique_by=lambda one: one.order_id)
whose = st.one_of(st.none(), orders)
pairs = st.sampled_from([(None, None), ("000001", "R1"), ("000002", "R2"), ("000009", "R1")])
lines = st.lists(st.tuples(whose, amounts, st.sampled_from(LineKind), pairs), max_size=12).map(
    lambda rows: [
        Line(place, kind, UUID(int=order) if order else None, pair[0], pair[1], fen)
        for place, (order, fen, kind, pair) in enumerate(rows, start=1)
    ]
)


@given(postings, postings, lines)
def test_no_fen_and_no_line_is_lost(own: list[Posting], near: list[Posting], statement: list[Line]) -> None:
    near = [one for one in near if one.order_id not in {mine.order_id for mine in own}]
    result = match(own, near, statement)
    assert sum(line.signed_fen for line in statement) == result.matched_fen + sum(one.theirs_fen for one in result.differences)
    own_matched = [one for one, _ in result.matched if one in own]
    assert sum(one.amount_fen for one in own) == sum(one.amount_fen for one in own_matched) + sum(
        found.ours_fen for found in result.differences
    )
    placed = [line.place for _, line in result.matched] + [line.place for line in result.undone]
    placed += [line.place for found in result.differences for line in found.lines]
    assert sorted(placed) == [line.place for line in statement]
    assert all(found.theirs_fen != found.ours_fen or len(found.lines) > 1 for found in result.differences)
