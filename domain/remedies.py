"""Parses `config/remedies.toml`: how remedies 救济途径 and the notice 告知 are worded, when a statement is answered.

What of it was shown is proven by its hash, which is kept with every consent and every decision.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from domain.config_table import ConfigTable
from domain.rulebook import Notice
from domain.texts import Language

FILE = "config/remedies.toml"
MARKS = "VWCU"

Both = Mapping[Language, str]


@dataclass(frozen=True)
class Remedies:
    """The wording in force."""

    version: str
    mark: str  # how sure we are of the chosen wording: V verified, U unverified
    remedies: Both
    payment: Both  # with {days} and {percent}
    warning: Both  # instead of it, where there is nothing to pay
    notice_title: Both
    notice_text: Both  # the remedies filled in
    notice_minutes: int  # how long a notice may be agreed to
    defence_working_days: int
    objection_working_days: int

    @property
    def sha256(self) -> str:
        """Return the hex hash of version and remedies in both languages."""
        shown = "\n".join([self.version, *(self.remedies[language] for language in Language)])
        return hashlib.sha256(shown.encode()).hexdigest()

    def notice(self, notice_id: str) -> Notice:
        """Return the notice under an id of its own."""
        return Notice(notice_id, self.version, self.notice_title, self.notice_text)


def parse_remedies(text: str) -> Remedies:
    """Parse `config/remedies.toml`; raises :class:`ConfigError`, which names file, key and reason."""
    table = ConfigTable.parse(FILE, text)
    version = table.text("version")
    mark, remedies = _chosen(table)
    notice, answers, payment = table.table("notice"), table.table("answers"), table.table("payment")
    parsed = Remedies(
        version=version,
        mark=mark,
        remedies=remedies,
        payment=_both(payment, "{}"),
        warning=_both(payment, "warning_{}"),
        notice_title=_both(notice, "title_{}"),
        notice_text=_filled(notice, _both(notice, "text_{}"), remedies),
        notice_minutes=notice.number("valid_minutes", 1, 120),
        defence_working_days=answers.number("defence_working_days", 1, 60),
        objection_working_days=answers.number("objection_working_days", 1, 60),
    )
    for part in (notice, answers, payment, table):
        part.finish()
    return parsed


def _chosen(table: ConfigTable) -> tuple[str, Both]:
    """Return mark and text of the wording that is chosen; the others must be readable, too: they are what one switches to."""
    chosen, wordings = table.text("chosen"), table.table("wording")
    names: dict[Language, dict[str, str]] = {language: {} for language in Language}
    for place in ("government", "court"):
        part = table.table(place)
        for language, name in _both(part, "{}").items():
            names[language][place] = name
        part.finish()
    read = {name: _wording(wordings.table(name), names) for name in wordings.keys()}  # noqa: SIM118 - no mapping
    if chosen not in read:
        raise table.wrong("chosen", f"must be one of {', '.join(sorted(read))}")
    return read[chosen]


def _wording(table: ConfigTable, names: Mapping[Language, Mapping[str, str]]) -> tuple[str, Both]:
    mark, texts = table.text("mark"), _both(table, "{}")
    if len(mark) != 1 or mark not in MARKS:
        raise table.wrong("mark", f"must be one of {MARKS}")
    table.finish()
    return mark, {language: _fill(table, language, text, **names[language]) for language, text in texts.items()}


def _both(table: ConfigTable, key: str) -> Both:
    return {language: table.text(key.format(language)).strip() for language in Language}


def _filled(table: ConfigTable, texts: Both, remedies: Both) -> Both:
    return {language: _fill(table, f"text_{language}", text, remedies=remedies[language]) for language, text in texts.items()}


def _fill(table: ConfigTable, key: str, text: str, **values: str) -> str:
    try:
        return text.format(**values)
    except (KeyError, IndexError, ValueError) as unknown:
        raise table.wrong(key, f"has a place that nobody fills: {unknown}") from None
