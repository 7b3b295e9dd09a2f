"""Finds what the module of a service has: its rules, what it is about, its declaration. A module that is there is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from domain.config_table import ConfigTable
from domain.rules.facts import Facts
from domain.rules.rule import About, Rule
from domain.services import ServiceSlug, ServiceTerms


@dataclass(frozen=True)
class ServiceRules:
    """What `domain/rules/<slug>.py` says."""

    slug: ServiceSlug
    rules: tuple[Rule, ...]
    about: About
    declaration: type | None  # None: nothing is lodged
    options: Callable[[Facts, ServiceTerms], Sequence[str]] | None = (
        None  # what the citizen may choose from, e.g. classes to keep
    )


def find_rules(slug: ServiceSlug) -> ServiceRules | None:
    """Return the rules of a service; None while it has none."""
    module = _module(slug)
    if module is None or not hasattr(module, "RULES"):
        return None
    found: dict[str, Any] = {name: getattr(module, name, None) for name in ("Declaration", "options")}
    return ServiceRules(slug, module.RULES, module.ABOUT, found["Declaration"], found["options"])


def own_parser(slug: ServiceSlug) -> Callable[[ConfigTable], object] | None:
    """Return what reads the service's own table `[rules]`; None where it has none."""
    module = _module(slug)
    return getattr(module, "parse_own", None) if module else None


def shared_parser(slug: ServiceSlug) -> tuple[str, Callable[..., object]] | None:
    """Return the name of a shared file with the service's own terms, and what reads it: ``(text, own terms) -> own terms``."""
    module = _module(slug)
    name = getattr(module, "SHARED", None) if module else None
    return (name, module.parse_shared) if module and name else None


def _module(slug: ServiceSlug) -> ModuleType | None:
    name = f"domain.rules.{slug}"
    return import_module(name) if find_spec(name) else None
