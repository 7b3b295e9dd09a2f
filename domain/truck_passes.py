"""Parses the text of `config/truck_pass.toml`: kinds of truck pass, for which trucks, hours, roads, papers; reads no file."""

import re
from dataclasses import dataclass

from domain.config_table import ConfigTable
from domain.rules.vehicle_documents import VehicleTerms
from domain.vehicles import Vehicle, VehicleState, parse_vehicle_states

FILE = "config/truck_pass.toml"
WORD = re.compile(r"[a-z][a-z_]{0,39}")
CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
MOST_DAYS = 366
ISSUERS = frozenset({"district", "city"})


@dataclass(frozen=True)
class PassKind:
    """One kind of pass. An empty tuple and 0 set no limit."""

    code: str  # red, yellow, …; worded in config/texts/truck_pass.toml
    issuer: str  # district, city
    type_prefixes: tuple[str, ...]  # 车辆类型
    energies: tuple[str, ...]  # 能源种类 GA 24.9
    heaviest_kg: int  # 总质量
    longest_days: int
    windows: tuple[str, ...]
    documents: tuple[str, ...]  # kinds of paper under the document camera

    def fits(self, vehicle: Vehicle) -> bool:
        """Tell whether this truck may have it; what the register does not say fits no limit."""
        if not vehicle.type_code.startswith(self.type_prefixes) or (self.energies and vehicle.energy not in self.energies):
            return False
        return not self.heaviest_kg or (vehicle.mass_kg is not None and vehicle.mass_kg <= self.heaviest_kg)


@dataclass(frozen=True)
class TruckTerms(VehicleTerms):
    """Everything that decides about truck passes: `[rules]` of the service, and `config/truck_pass.toml`."""

    truck_types: tuple[str, ...]
    most_axles: int
    registered_areas: tuple[str, ...]
    barring_states: frozenset[VehicleState]
    begins_within_days: int
    days: tuple[int, ...]
    windows: tuple[str, ...]
    hours: tuple[tuple[str, str, str], ...]  # window, beginning, end
    roads: tuple[str, ...]
    kinds: tuple[PassKind, ...]

    def kinds_for(self, vehicle: Vehicle) -> tuple[PassKind, ...]:
        """Return the kinds that this truck may have, in the order of the file."""
        return tuple(kind for kind in self.kinds if kind.fits(vehicle))

    def find_kind(self, code: str) -> PassKind | None:
        """Return the kind of this code, if there is one."""
        return next((kind for kind in self.kinds if kind.code == code), None)

    def hours_of(self, window: str) -> str:
        """Return the hours of a window, e.g. 09:30-16:30."""
        return next((f"{begins}-{ends}" for name, begins, ends in self.hours if name == window), "")


def parse_truck_pass(text: str, of_service: VehicleTerms) -> TruckTerms:
    """Parse the file's text; raises :class:`ConfigError`, which names file, key and reason."""
    table = ConfigTable.parse(FILE, text)
    windows = _codes(table, "windows")
    terms = TruckTerms(
        **vars(of_service),
        truck_types=table.words("truck_types"),
        most_axles=table.number("most_axles", 1, 10),
        registered_areas=_areas(table),
        barring_states=_states(table),
        begins_within_days=table.number("begins_within_days", 0, 90),
        days=_days(table),
        windows=windows,
        hours=_hours(table, windows),
        roads=_codes(table, "roads"),
        kinds=_kinds(table, windows),
    )
    table.finish()
    return terms


def _codes(table: ConfigTable, key: str, known: tuple[str, ...] | None = None) -> tuple[str, ...]:
    words = table.words(key)
    for word in words:
        if not WORD.fullmatch(word):
            raise table.wrong(key, f"{word!r} is no code: small letters and _")
        if known is not None and word not in known:
            raise table.wrong(key, f"{word!r} is not among the file's own")
    if len(set(words)) < len(words):
        raise table.wrong(key, "names something twice")
    return words


def _areas(table: ConfigTable) -> tuple[str, ...]:
    areas = table.words("registered_areas")
    for area in areas:
        if not re.fullmatch(r"[0-9]{6}", area):
            raise table.wrong("registered_areas", f"{area!r} is no code of a district (GB/T 2260)")
    return areas


def _states(table: ConfigTable) -> frozenset[VehicleState]:
    try:
        return parse_vehicle_states("".join(table.words("barred_states", may_be_empty=True)))
    except ValueError as unknown:
        raise table.wrong("barred_states", str(unknown)) from unknown


def _days(table: ConfigTable) -> tuple[int, ...]:
    days = table.numbers("days", 1, MOST_DAYS)
    if list(days) != sorted(set(days)):
        raise table.wrong("days", "must grow from the shortest to the longest")
    return days


def _hours(table: ConfigTable, windows: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    hours = table.table("hours")
    found = []
    for window in windows:
        times = hours.words(window)
        if len(times) != 2 or not all(CLOCK.fullmatch(time) for time in times):
            raise hours.wrong(window, 'must be a beginning and an end, as in ["09:30", "16:30"]')
        found.append((window, times[0], times[1]))
    hours.finish()
    return tuple(found)


def _kinds(table: ConfigTable, windows: tuple[str, ...]) -> tuple[PassKind, ...]:
    kinds = tuple(_kind(row, windows) for row in table.tables("kind"))
    if not kinds:
        raise table.wrong("kind", "must have a kind at least")
    if len({kind.code for kind in kinds}) < len(kinds):
        raise table.wrong("kind", "two kinds of one code")
    return kinds


def _kind(row: ConfigTable, windows: tuple[str, ...]) -> PassKind:
    issuer = row.text("issuer")
    if issuer not in ISSUERS:
        raise row.wrong("issuer", f"must be one of {', '.join(sorted(ISSUERS))}")
    code = row.text("code")
    if not WORD.fullmatch(code):
        raise row.wrong("code", "must be small letters and _")
    kind = PassKind(
        code=code,
        issuer=issuer,
        type_prefixes=row.words("type_prefixes"),
        energies=row.words("energies", may_be_empty=True),
        heaviest_kg=row.number("heaviest_kg", 0, 100_000),
        longest_days=row.number("longest_days", 1, MOST_DAYS),
        windows=_codes(row, "windows", windows),
        documents=_codes(row, "documents"),
    )
    row.finish()
    return kind
