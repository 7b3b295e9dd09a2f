"""``python -m tools.fault_pages``: write the fault tables of `docs/devices/*.md` from `simulators/devices/faults.toml`.

Each page is written by hand but for what stands between the two marks.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from domain.failures import FailureCode, FailureEntry, parse_failures
from simulators.devices.fault_catalogue import FaultRow, load_faults

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "devices"
BEGIN, END = "<!-- faults: written by python -m tools.fault_pages -->", "<!-- end of the faults -->"
DOCK_WORDS = {
    "id_card_reader": "reader",
    "bank_card_reader": "card",
    "document_camera": "tray",
    "document_printer": "a4",
    "receipt_printer": "printer",
    "code_scanner": "scanner",
}
"""Under which name the dock speaks of a device, where that is not its own."""
HEAD = """## Fault table 故障表

Every fault that the dock can give to the simulated device; the words are the dock's. *Before a visit* is what home shows, *in a
visit* what the screen says when the fault comes while the device is needed; English and the technician's hint in full:
[failure codes](../failures.md).

| fault | by hand | citizen | technician | recovers | proof |
|---|---|---|---|---|---|
"""


class Words:
    """Everything the tables quote."""

    def __init__(self, config: Path) -> None:
        self._failures = parse_failures((config / "failures.toml").read_text("utf-8"))
        self._dock = tomllib.loads((config / "texts" / "dock.toml").read_text("utf-8"))["dock"]
        texts = tomllib.loads((config / "texts" / "screens.toml").read_text("utf-8"))
        self._home: Mapping[str, Mapping[str, str]] = texts["unavailable"]["device"]

    def failure(self, code: FailureCode) -> FailureEntry:
        """Return the entry of a failure."""
        return self._failures[code]

    def dock(self, row: FaultRow) -> Mapping[str, str]:
        """Return what the dock calls a fault; raises :class:`KeyError` for one that the dock does not have."""
        words: Mapping[str, Any] = self._dock[DOCK_WORDS.get(row.device, row.device)]
        found: Mapping[str, str] = words[row.fault]
        return found

    def home(self, device: str) -> str | None:
        """Return what home says of services that need a device; None for a device that no service needs."""
        found = self._home.get(device)
        return found["zh"] if found else None


def render(device: str, rows: Sequence[FaultRow], words: Words) -> str:
    """Return the table of a device."""
    return HEAD + "".join(_line(row, words) for row in rows if row.device == device)


def rewritten(page: str, table: str) -> str:
    """Return the page with another table; one that has no marks yet gets them at its end."""
    if BEGIN not in page:
        page = f"{page.rstrip()}\n\n{BEGIN}\n{END}\n"
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table}\n{END}{after}"


def pages(rows: Sequence[FaultRow], words: Words) -> dict[Path, str]:
    """Return every page as it must be; raises :class:`FileNotFoundError` for a device without a page."""
    devices = dict.fromkeys(row.device for row in rows)
    return {
        path: rewritten(path.read_text("utf-8"), render(device, rows, words))
        for device in devices
        for path in (PAGES / f"{device}.md",)
    }


def _line(row: FaultRow, words: Words) -> str:
    dock = words.dock(row)
    cells = (
        f"{dock['zh']} {dock['en']} `{row.fault}`",
        row.hand,
        _citizen(row, words),
        _technician(row, words),
        row.recovery,
        f"`{_short(row.proof)}`",
    )
    return f"| {' | '.join(cells)} |\n"


def _citizen(row: FaultRow, words: Words) -> str:
    if row.citizen is not None:
        return row.citizen
    said = []
    home = words.home(row.device)
    if row.report is not None and home is not None:
        said.append(f"Before a visit: “{home}”.")
    if row.operation is not None:
        said.append(f"In a visit: “{words.failure(row.operation).citizen_zh}”")
    return " ".join(said) or "Nothing."


def _technician(row: FaultRow, words: Words) -> str:
    codes = dict.fromkeys(code for code in (row.report, row.operation) if code is not None)
    said = [f"[`{code}`](../failures.md#{code}): {words.failure(code).technician_zh}" for code in codes]
    if row.warning:
        said.append(f"Warning `{row.warning}`.")
    return " ".join(said) or "Online."


def _short(proof: str) -> str:
    return proof.removeprefix("tests/").replace("::", " ")


if __name__ == "__main__":
    for path, text in pages(load_faults(), Words(ROOT / "config")).items():
        path.write_text(text, "utf-8")
