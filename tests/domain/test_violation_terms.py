"""The file of limits is checked whole when it is read: file, key and reason are named."""

import pytest

from domain.licences import LicenceState
from domain.vehicles import VehicleState
from domain.violation_terms import ViolationTermsError, parse_violation_terms
from tests.paths import CONFIG

TEXT = (CONFIG / "violations.toml").read_text()


def test_the_shipped_file_parses() -> None:
    terms = parse_violation_terms(TEXT)
    assert (terms.handling.largest_fine_fen, terms.handling.most_points, terms.handling.points_limit) == (20000, 6, 12)
    assert LicenceState.POINTS_EXCEEDED in terms.handling.barring_licence_states
    assert VehicleState.STOLEN in terms.handling.barring_vehicle_states
    assert (terms.payment.days, terms.payment.surcharge_percent) == (15, 3)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("largest_fine_fen = 20000", "largest_fine_fen = 0", "handling.largest_fine_fen: must be 1.."),
        ("largest_fine_fen = 20000", "", "handling.largest_fine_fen: is missing"),
        ("largest_fine_fen = 20000", "largest_fine_fen = true", "handling.largest_fine_fen: must be a whole number"),
        ("largest_fine_fen = 20000", 'largest_fine_fen = "200"', "handling.largest_fine_fen: must be a whole number"),
        ("largest_fine_fen = 20000", "largest_fine_fen = 200.0", "handling.largest_fine_fen: must be a whole number"),
        ("points_limit = 12", "points_limit = 13", "handling.points_limit: must be 1..12"),
        ('agency_prefixes = ["50"]', 'agency_prefixes = [""]', "handling.agency_prefixes: must be a list of words"),
        ('agency_prefixes = ["50"]', "agency_prefixes = []", "handling.agency_prefixes: must be a list of words"),
        ('agency_prefixes = ["50"]', "agency_prefixes = [50]", "handling.agency_prefixes: must be a list of words"),
        ('"BCDEFGJKLMRSU"', '"BZ"', "handling.barring_licence_states: 'Z' is not a valid LicenceState"),
        ('"CEMP"', '"CZ"', "handling.barring_vehicle_states: 'Z' is not a valid VehicleState"),
        ('classes = ["D"]', 'classes = ["D9"]', "classes: no such class: D9"),
        ('plate_kinds = ["16", "17"]', 'plates = ["16"]', "handling.key_vehicles.plate_kinds: is missing"),
        ("rolls_over = false", "rolls_over = 0", "payment.rolls_over: must be true or false"),
        ("days = 15", "days = 15\nhours = 1", "payment.hours: nobody knows this key"),
        ("[payment]", "[surprise]\n[payment]", "surprise: nobody knows this key"),
        ("[payment]", "[handling.payment]", "handling.payment: nobody knows this key"),
        ("[payment]", "[[payment]]", "payment: must be a table"),
        ("days = 15", "days = ", "(whole file): is not TOML"),
    ],
)
def test_what_cannot_be_is_named(before: str, after: str, message: str) -> None:
    assert before in TEXT
    with pytest.raises(ViolationTermsError) as caught:
        parse_violation_terms(TEXT.replace(before, after, 1))
    assert str(caught.value).startswith("config/violations.toml: ")
    assert message in str(caught.value)


def test_a_class_that_is_no_table_is_named() -> None:
    text = TEXT.split("[[handling.class]]")[0].replace("[handling]", "[handling]\nclass = [1]")
    with pytest.raises(ViolationTermsError, match=r"handling\.class\[0\]: must be a table"):
        parse_violation_terms(text)
