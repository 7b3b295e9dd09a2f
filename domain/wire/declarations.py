"""What is declared travels as the fields of the service's own `Declaration`; here it is written and read, strictly."""

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import JsonValue, TypeAdapter, ValidationError
from pydantic_core import to_json

from domain.rules.catalogue import find_rules
from domain.services import ServiceSlug
from domain.wire.v1 import Declared

Form = TypeVar("Form")
LONGEST_TEXT = 2000  # characters of one word or text
MOST_PARTS = 64  # of one list


class DeclarationInvalid(ValueError):
    """Not what this service declares. Its message quotes nothing."""


def write(declaration: object) -> Declared:
    """Return the JSON form of a declaration."""
    if not is_dataclass(declaration):
        raise TypeError("a declaration is a dataclass")
    written: Declared = TypeAdapter(type(declaration)).dump_python(declaration, mode="json")
    return written


def read(kind: type[Form], declared: Declared) -> Form:
    """Return the declaration; raises :class:`DeclarationInvalid` for a field too many, too few or of another kind."""
    if declared.keys() - _names(kind) or not all(map(_is_short, declared.values())):  # type: ignore[arg-type]
        raise DeclarationInvalid(kind.__module__)
    try:
        declaration: Form = _adapter(kind).validate_json(to_json(declared), strict=True)  # type: ignore[arg-type]  # a class is hashable
    except ValidationError:
        raise DeclarationInvalid(kind.__module__) from None  # pydantic's message would quote the person
    return declaration


def read_of(slug: ServiceSlug, declared: Declared) -> object:
    """Return the declaration of a service; raises :class:`DeclarationInvalid`, also for one that declares nothing."""
    rules = find_rules(slug)
    if rules is None or rules.declaration is None:
        raise DeclarationInvalid(slug)
    return read(rules.declaration, declared)


def _is_short(value: JsonValue) -> bool:
    """Nobody at a terminal types a book: what is this long would choke what is made of it."""
    if isinstance(value, list):
        return len(value) <= MOST_PARTS and all(map(_is_short, value))
    return not isinstance(value, str) or len(value) <= LONGEST_TEXT


@cache
def _names(kind: type) -> frozenset[str]:
    return frozenset(one.name for one in fields(kind))


@cache  # building one takes a millisecond
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
