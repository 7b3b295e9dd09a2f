"""`config/truck_pass.toml`: what is wrong with it is said by file, key and reason."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.config_table import ConfigError
from domain.rulebook import parse_terms
from domain.rules.vehicle_documents import VehicleTerms
from domain.services import own_of
from domain.texts import parse_texts
from domain.truck_passes import TruckTerms, parse_truck_pass
from domain.vehicles import OwnerKind, Vehicle, VehicleState
from tests.paths import CONFIG

TEXT = (CONFIG / "truck_pass.toml").read_text("utf-8")
SERVICE = own_of(parse_terms((CONFIG / "services" / "truck_pass.toml").read_text("utf-8")), VehicleTerms)
TRUCK = Vehicle(
    plate="渝D5H201",
    plate_kind="02",
    type_code="H31",
    use_code="F",
    owner_kind=OwnerKind.INDIVIDUAL,
    states=frozenset({VehicleState.NORMAL}),
    inspection_valid_to=None,
    axles=2,
    mass_kg=4495,
    energy="B",
)


@pytest.fixture
def terms() -> TruckTerms:
    return parse_truck_pass(TEXT, SERVICE)


def kinds_of(terms: TruckTerms, vehicle: Vehicle) -> list[str]:
    return [kind.code for kind in terms.kinds_for(vehicle)]


def test_a_light_truck_may_have_these(terms: TruckTerms) -> None:
    assert kinds_of(terms, TRUCK) == ["yellow", "green_a", "white"]


def test_an_electric_one_may_have_green_b_too(terms: TruckTerms) -> None:
    assert kinds_of(terms, replace(TRUCK, energy="C")) == ["yellow", "green_a", "green_b", "white"]


@pytest.mark.parametrize(("mass", "is_light"), [(4499, True), (4500, True), (4501, False)])
def test_the_heaviest_mass_is_the_last_that_counts(terms: TruckTerms, mass: int, is_light: bool) -> None:
    assert ("yellow" in kinds_of(terms, replace(TRUCK, mass_kg=mass))) is is_light


def test_a_mass_that_nobody_told_fits_no_limit(terms: TruckTerms) -> None:
    assert kinds_of(terms, replace(TRUCK, mass_kg=None)) == []
    assert kinds_of(terms, replace(TRUCK, type_code="H11", mass_kg=None)) == ["red"]


def test_hours_are_said_as_they_stand(terms: TruckTerms) -> None:
    assert terms.hours_of("off_peak") == "09:30-16:30"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("days = [7, 30, 90]", "days = [30, 7]", "days"),
        ("days = [7, 30, 90]", 'days = ["7"]', "days"),
        ("days = [7, 30, 90]", "days = []", "days"),
        ("most_axles = 2", "most_axles = 0", "most_axles"),
        ('"500103", ', '"5001", ', "registered_areas"),
        ('off_peak = ["09:30", "16:30"]', 'off_peak = ["9:30", "16:30"]', "hours.off_peak"),
        ('off_peak = ["09:30", "16:30"]', 'off_peak = ["09:30"]', "hours.off_peak"),
        ('code = "yellow"', 'code = "red"', "kind"),
        ('issuer = "city"', 'issuer = "nobody"', "kind[2].issuer"),
        ("longest_days = 7 ", "longest_days = 0 ", "kind[4].longest_days"),
        ('barred_states = ["G"', 'barred_states = ["Z"', "barred_states"),
        ('truck_types = ["H"]', 'truck_types = ["H"]\nnew = 1', "new"),
        ('windows = ["off_peak", "morning", "night"]  # U: the', 'windows = ["off_peak"]  # U: the', "hours.morning"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, key: str) -> None:
    assert old in TEXT
    with pytest.raises(ConfigError) as wrong:
        parse_truck_pass(TEXT.replace(old, new, 1), SERVICE)
    assert wrong.value.file == "config/truck_pass.toml"
    assert wrong.value.key in {key, f"kind[0].{key}", "kind[0].windows"}


def test_every_code_has_its_words(terms: TruckTerms) -> None:
    texts: list[Path] = [CONFIG / "texts" / "truck_pass.toml", CONFIG / "texts" / "documents_pass.toml"]
    book = parse_texts(path.read_text("utf-8") for path in texts)
    wanted = [f"pass_kind.{kind.code}" for kind in terms.kinds] + [f"pass_note.{kind.code}" for kind in terms.kinds]
    wanted += [f"document.pass_kind.{kind.code}" for kind in terms.kinds]
    wanted += [f"pass_period.windows.{window}" for window in terms.windows]
    wanted += [f"{prefix}.{road}" for road in terms.roads for prefix in ("pass_where.roads", "document.pass_road")]
    wanted += [f"pass_period.days.{days}" for days in terms.days]
    wanted += [f"pass_papers.{paper}" for kind in terms.kinds for paper in kind.documents]
    assert [key for key in wanted if not book.has(key)] == []
