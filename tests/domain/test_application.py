import pytest

from domain.application import NEXT, PENDING, ApplicationStatus, StatusError, require_step

S = ApplicationStatus


def test_every_status_has_its_row() -> None:
    assert set(NEXT) == set(S)


def test_a_letter_goes_all_the_way() -> None:
    way = [
        S.DRAFT,
        S.CONFIRMED,
        S.LODGED,
        S.RECEIVED,
        S.ACCEPTED,
        S.UNDER_REVIEW,
        S.APPROVED,
        S.IN_PRODUCTION,
        S.PRODUCED,
        S.POSTED,
    ]
    for before, after in zip(way, [*way[1:], S.DELIVERED], strict=True):
        require_step(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (S.LODGED, S.ACCEPTED),
        (S.REJECTED, S.APPROVED),
        (S.POSTED, S.WITHDRAWN),
        (S.IN_PRODUCTION, S.WITHDRAWN),
        (S.ACCEPTED, S.APPROVED),
    ],
)
def test_no_status_is_jumped(before: ApplicationStatus, after: ApplicationStatus) -> None:
    with pytest.raises(StatusError):
        require_step(before, after)


def test_every_status_but_the_last_ones_can_be_left_and_every_one_can_be_reached() -> None:
    reached, edge = {S.DRAFT}, {S.DRAFT}
    while edge:
        edge = {after for before in edge for after in NEXT[before]} - reached
        reached |= edge
    assert reached == set(S)


def test_pending_means_somebody_still_has_to_act_on_it_here() -> None:
    assert S.UNDER_REVIEW in PENDING
    assert S.CORRECTION_REQUESTED in PENDING
    assert S.POSTED not in PENDING
    assert S.REJECTED not in PENDING
