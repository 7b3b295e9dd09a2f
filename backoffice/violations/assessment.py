"""What is intended for chosen records, what stands against it: for the notice, and again before it is decided. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from backoffice.violations.answer import Standing
from backoffice.violations.book import Rulebook
from domain.clock import SHANGHAI
from domain.reasons import ReasonCode
from domain.rules import violation_handling
from domain.rules.violation_handling import HandlingFacts
from domain.texts import Language, TextBook
from domain.vehicles import Vehicle
from domain.violation_codes import Penalty
from domain.violations import HandlingBar, ViolationRecord
from domain.wire.v1_handling import IntendedPenalty


@dataclass(frozen=True)
class Assessed:
    """One record with its penalty. Its repr shows nothing."""

    record: ViolationRecord = field(repr=False)
    penalty: Penalty = field(repr=False)
    vehicle: Vehicle | None = field(repr=False)
    bars: tuple[HandlingBar, ...]

    def intended(self, texts: TextBook) -> IntendedPenalty:
        """Return it as the notice and the decision word it."""
        return IntendedPenalty(
            record_number=self.record.record_number,
            facts=facts_of(texts, self.record, self.penalty),
            provision=self.penalty.provision,
            basis=self.penalty.basis,
            points=self.penalty.points or 0,
            fine_fen=self.penalty.fine_fen or 0,
        )


@dataclass(frozen=True)
class Assessment:
    """All chosen records together."""

    assessed: tuple[Assessed, ...]
    missing: tuple[str, ...] = field(repr=False)  # records that are not open any more
    points_before: int
    points_limit: int

    @property
    def points_after(self) -> int:
        """Return the points of the cycle with all of them."""
        return self.points_before + sum(one.penalty.points or 0 for one in self.assessed)

    @property
    def barred(self) -> tuple[str, ...]:
        """Return the numbers of records that cannot be handled here."""
        return tuple(one.record.record_number for one in self.assessed if one.bars)

    @property
    def reaches_limit(self) -> bool:
        """Tell whether all of them together would reach the limit; records without points bring nobody nearer to it."""
        return self.points_after >= self.points_limit and self.points_after > self.points_before

    @property
    def reasons(self) -> tuple[ReasonCode, ...]:
        """Return what stands against handling them; empty means nothing does."""
        found = ((ReasonCode.HANDLING, bool(self.missing or self.barred)), (ReasonCode.POINTS, self.reaches_limit))
        return tuple(code for code, stands in found if stands)

    @property
    def against(self) -> tuple[str, ...]:
        """Return the records that the reasons are about."""
        every = tuple(one.record.record_number for one in self.assessed) if self.reaches_limit else ()
        return tuple(dict.fromkeys((*self.missing, *self.barred, *every)))


def assess(
    standing: Standing, book: Rulebook, record_numbers: Sequence[str], *, ignoring: frozenset[HandlingBar] = frozenset()
) -> Assessment:
    """Assess the records of these numbers as things stand now; `ignoring` are bars that do not count here."""
    own = {(vehicle.plate, vehicle.plate_kind): vehicle for vehicle in standing.vehicles}
    known = {record.record_number: record for record in standing.violations.records}
    chosen = [known[number] for number in record_numbers if number in known]
    found = [_assessed(record, own.get((record.plate, record.plate_kind)), standing, book) for record in chosen]
    return Assessment(
        assessed=tuple(replace(one, bars=tuple(bar for bar in one.bars if bar not in ignoring)) for one in found),
        missing=tuple(number for number in record_numbers if number not in known),
        points_before=standing.licence.points if standing.licence else 0,
        points_limit=book.terms.handling.points_limit,
    )


def _assessed(record: ViolationRecord, vehicle: Vehicle | None, standing: Standing, book: Rulebook) -> Assessed:
    penalty = book.codes.penalty_of(record)
    facts = HandlingFacts(standing.today, record, penalty, vehicle, standing.licence)
    return Assessed(record, penalty, vehicle, tuple(violation_handling.bars(facts, book.terms.handling)))


def facts_of(texts: TextBook, record: ViolationRecord, penalty: Penalty) -> str:
    """Return the facts in one Chinese sentence, as a decision states them (157 §45)."""
    at = record.captured_at.astimezone(SHANGHAI)
    return texts.get(
        "document.facts",
        Language.ZH,
        year=at.year,
        month=at.month,
        day=at.day,
        hour=at.hour,
        minute=f"{at.minute:02d}",
        place=record.place,
        plate=record.plate,
        text=penalty.text,
        code=record.code,
    )


def same_penalties(told: Iterable[IntendedPenalty], now: Iterable[IntendedPenalty]) -> bool:
    """Tell whether what was told is what is intended now: nobody is punished otherwise than the notice said."""
    return sorted(told, key=_number) == sorted(now, key=_number)


def _number(penalty: IntendedPenalty) -> str:
    return penalty.record_number
