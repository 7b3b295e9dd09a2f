"""What the registry answers on a driving licence (`docs/stage.md`, Partners), and what becomes of it here.

Data of a person may be incomplete or impossible: a letter nobody knows, an end before the beginning. That is no reason to fail
and never one to go on: each such field is named among the record's `gaps`, and what depends on it is left out. Only an answer
that is none at all raises :class:`ValueError`; the message may quote the person and must go no further.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from pydantic import TypeAdapter

from backoffice.registry.port import Contact, RegistryRecord
from backoffice.registry.violation_forms import JPEG_BEGINS, LARGEST_PICTURE, decode
from domain.licences import AbilityTest, DrivingLicence, LicenceState, MedicalCertificate, parse_states
from domain.rules.licence_classes import parse_classes

Read = TypeVar("Read")
MOST_POINTS = 1000
LONGEST = 200  # characters of any text
_DAY = TypeAdapter(date)


@dataclass
class Fields:
    """The fields of one table, read one by one; `gaps` collects the names of those that cannot be understood."""

    raw: Mapping[str, Any] = field(repr=False)
    gaps: list[str] = field(default_factory=list)

    def must(self, key: str, read: Callable[[Any], Read]) -> Read | None:
        """Return what `read` makes of a field; missing or impossible, it is a gap."""
        try:
            return read(self.raw[key])
        except (KeyError, ValueError, TypeError, AttributeError):  # another shape than promised is not understood either
            self.gaps.append(key)
            return None

    def may(self, key: str, read: Callable[[Any], Read]) -> Read | None:
        """Return the same for a field that may be missing or null."""
        return self.must(key, read) if self.raw.get(key) is not None else None


def read_record(raw: Mapping[str, Any]) -> RegistryRecord:
    """Return what is known of a person; raises :class:`ValueError` when it is no answer."""
    found = raw.get("found")
    if not isinstance(found, bool):
        raise ValueError("not an answer")  # noqa: TRY004 - the other side is wrong, not a type of ours
    if not found:
        return RegistryRecord(licence=None, contact=Fields(raw).may("contact", _contact))
    fields, row = Fields(raw), raw.get("licence")
    licence = Fields(row) if isinstance(row, dict) else Fields({}, ["licence"])
    held = _licence(licence) if isinstance(row, dict) else None
    return RegistryRecord(
        licence=held,
        phone=licence.may("phone", _any_text) or "" if isinstance(row, dict) else "",
        photo=fields.may("photo", _picture),
        reissues=fields.must("reissues", _days) or (),
        photo_taken_on=fields.may("photo_taken_on", _day),
        medical=fields.may("medical", _medical),
        ability_test=fields.may("ability_test", lambda test: AbilityTest(_day(test["passed_on"]))),
        contact=fields.may("contact", _contact),
        gaps=(*licence.gaps, *fields.gaps),
    )


def _licence(fields: Fields) -> DrivingLicence | None:
    """Return the licence, None when anything of it cannot be understood or be true."""
    first_issued, valid_from = fields.must("first_issued", _day), fields.must("valid_from", _day)
    valid_to = fields.must("valid_to", lambda day: None if day is None else _day(day))
    read: dict[str, Any] = {
        "number": fields.must("number", _text),
        "holder": fields.must("holder", _text),
        "archive_number": fields.must("archive_number", _text),
        "classes": fields.must("classes", _classes),
        "states": fields.must("states", _states),
        "address": fields.must("address", _any_text),
        "points": fields.must("points", _count),
    }
    kept: dict[str, Any] = {
        "extended_until": fields.may("extended_until", _day),
        "full_cycles": fields.may("full_cycles", _count) or 0,
        "studied_on": fields.may("studied_on", _day),
    }
    if first_issued is None or valid_from is None or fields.gaps:
        return None
    if not first_issued <= valid_from < (valid_to or date.max):
        fields.gaps.append("valid_to" if first_issued <= valid_from else "valid_from")
        return None
    return DrivingLicence(first_issued=first_issued, valid_from=valid_from, valid_to=valid_to, **read, **kept)


def _any_text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError("not a text")
    return value


def _text(value: object) -> str:
    text = _any_text(value)
    if not text.strip():
        raise ValueError("empty")
    return text


def _day(value: object) -> date:
    """A day as ISO writes it; pydantic alone would take a number for one, too."""
    return _DAY.validate_python(_text(value))


def _days(value: object) -> tuple[date, ...]:
    if not isinstance(value, list):
        raise ValueError("not a list")  # noqa: TRY004 - as above
    return tuple(sorted(map(_day, value)))


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MOST_POINTS:
        raise ValueError("not a count")
    return value


def _classes(value: object) -> str:
    text = _text(value)
    parse_classes(text)
    return text


def _states(value: object) -> frozenset[LicenceState]:
    return parse_states(_text(value))


def _medical(value: Mapping[str, Any]) -> MedicalCertificate:
    return MedicalCertificate(issued_on=_day(value["issued_on"]), classes=_classes(value["classes"]))


def _contact(value: Mapping[str, Any]) -> Contact:
    known = {name: _any_text(value.get(name) or "") for name in ("postcode", "email", "employer")}
    return Contact(phone=_any_text(value["phone"]), address=_any_text(value["address"]), **known)


def _picture(value: object) -> bytes:
    picture = decode(_any_long(value))
    if not picture.startswith(JPEG_BEGINS) or len(picture) > LARGEST_PICTURE:
        raise ValueError("not a JPEG")
    return picture


def _any_long(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")  # noqa: TRY004 - as above
    return value
