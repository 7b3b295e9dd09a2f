"""Writes docs/services/rules.md: rule × passing person × refused person × sentence × source."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.rules.rule import Rule
from domain.services import ServiceSlug
from domain.texts import Language
from simulators.world.people import Person
from tests.services.cast import SECOND_TIME, Cast, sentences

PAGE = "docs/services/rules.md"
HEAD = """# The rules of every service, and who shows them

Made by `python -m tests.services` from `domain/rules`, `simulators/world/people` and `config/texts`; a test holds it. Everybody
is invented. Each person was asked about over the registry's line on the day of the tests: who passes is refused by no rule, who
is refused by exactly the one of the row. 再次申请 means the same person a second time. Where a service is about vehicles, one
own vehicle shows it.
"""
COLUMNS = ("rule 规则", "passes 通过", "refused 不予办理", "sentence 说明", "source 依据")


def written(cast: Cast) -> str:
    """Return the page."""
    parts = [HEAD]
    for slug, rules in cast.services.items():
        parts += [f"\n## {slug}\n", _line(COLUMNS), _line(["---"] * len(COLUMNS))]
        parts += [_line(cells) for cells in rows(cast, slug, rules.rules)]
    return "\n".join(parts) + "\n"


def rows(cast: Cast, slug: ServiceSlug, rules: tuple[Rule, ...]) -> Iterator[list[str]]:
    """Return the cells of every rule; an empty one is a gap in the cast."""
    for rule in rules:
        passes, refused = cast.passing(slug, rule.name), cast.refused(slug, rule.name)
        refusal = cast.refusal(slug, rule, refused) if refused else None
        again = "，再次申请" if rule.name == SECOND_TIME else ""
        yield [
            rule.name,
            _named(passes),
            _named(refused) + again if refused else "",
            sentence(slug, refusal.code) if refusal else "",
            rule.source,
        ]


def sentence(slug: ServiceSlug, code: str) -> str:
    """Return what the citizen reads: the service's own sentence where there is one."""
    texts: Mapping[str, Any] = sentences()[code]  # type: ignore[assignment]
    said = texts.get(f"citizen_{slug}") or texts["citizen"]
    return f"{code} {said[Language.ZH]}"


def _named(person: Person | None) -> str:
    return f"{person.name} {person.latin_name}" if person else ""


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"
