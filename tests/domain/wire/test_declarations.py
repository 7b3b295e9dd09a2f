"""What is declared is read strictly, short, and as older terminals wrote it."""

import pytest

from domain.rules.driver_licence_reissue_loss import Declaration
from domain.services import ServiceSlug
from domain.wire import declarations
from domain.wire.declarations import LONGEST_TEXT, MOST_PARTS, DeclarationInvalid
from domain.wire.v1 import Declared

LOSS, OWNER = ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS, ServiceSlug.CONTACT_CHANGE_OWNER


def test_an_older_terminal_says_nothing_of_a_photograph() -> None:
    assert declarations.read_of(LOSS, {"kind": "loss", "reason": "lost"}) == Declaration("lost", photo="on_file")


@pytest.mark.parametrize(
    "declared",
    [
        {},
        {"reason": "sold"},
        {"reason": "lost", "photo": "drawn"},
        {"reason": "lost", "kind": "theft"},
        {"reason": "lost", "more": "1"},
        {"reason": ["lost"]},
        {"reason": None},
    ],
)
def test_what_this_service_does_not_declare_is_refused(declared: Declared) -> None:
    with pytest.raises(DeclarationInvalid):
        declarations.read_of(LOSS, declared)


def owner(email: str = "", vehicles: int = 1) -> Declared:
    return {"vehicles": ["h" * 32] * vehicles, "ticket": "t" * 43, "email": email}


def test_nobody_types_a_book() -> None:
    declarations.read_of(OWNER, owner("a" * LONGEST_TEXT, MOST_PARTS))
    for declared in (owner("a" * (LONGEST_TEXT + 1)), owner(vehicles=MOST_PARTS + 1)):
        with pytest.raises(DeclarationInvalid):
            declarations.read_of(OWNER, declared)
