"""``python -m tools.failure_pages``: write `docs/failures.md` from `config/failures.toml`, in the order of the catalogue."""

from pathlib import Path

from domain.failures import FailureCode, FailureEntry, parse_failures

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "config" / "failures.toml"
PAGE = ROOT / "docs" / "failures.md"
HEAD = """# Failure codes 故障码

Every failure that the terminal may honestly report: what the citizen reads, what the technician looks at, and what staff
must do. Written by `python -m tools.failure_pages` from `config/failures.toml`; change the catalogue, not this page.

| code | staff action |
|---|---|
"""


def render(catalogue: str) -> str:
    """Return the page for the text of a catalogue; raises :class:`ValueError` when it does not name exactly the known codes."""
    entries = parse_failures(catalogue)
    listed = "".join(f"| [`{code}`](#{code}) | {entries[code].action} |\n" for code in FailureCode)
    return HEAD + listed + "".join(_section(entries[code]) for code in FailureCode)


def _section(entry: FailureEntry) -> str:
    return f"""
## {entry.code}
* Staff action: {entry.action}
* 市民 Citizen: {entry.citizen_zh}
  {entry.citizen_en}
* 技术员 Technician: {entry.technician_zh}
  {entry.technician_en}
"""


if __name__ == "__main__":
    PAGE.write_text(render(CATALOGUE.read_text("utf-8")), "utf-8")
