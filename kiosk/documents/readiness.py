"""The readiness report 就绪报告 and the page of the print test, made by typst with the fonts of the machine."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from domain.failures import FailureCode, FailureEntry
from domain.texts import Language, TextBook
from drivers.device import SelfTestResult
from drivers.document_printer.contract import PrintableDocument
from kiosk.flow.devices import Place
from kiosk.store.upkeep import Level

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).parent / "templates"
PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
FONTS = Path("/usr/share/fonts/opentype/noto")  # Debian fonts-noto-cjk, as the receipt printer's rare characters


class Word(Protocol):
    """Gives a text of the report."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key`, filled in."""
        ...


class ReportNotMade(Exception):
    """A page could not be made as it was meant: a font is missing, a template is broken."""


@dataclass(frozen=True)
class Readiness:
    """What a report tells. Staff are named by their number only."""

    place: Place | None
    moment: datetime
    staff: str
    version: str
    results: Mapping[str, SelfTestResult]
    levels: Sequence[Level] = ()
    waiting: int = 0
    sandbox: bool = False
    out_of_service: bool = False
    expected: Sequence[str] = ()  # parts that a whole report has

    @property
    def is_ready(self) -> bool:
        """Tell whether everything was tested and passed."""
        return all(name in self.results and self.results[name].passed for name in self.expected)


class ReportPress:
    """Makes PDFs of `templates/*.typ`; used by any thread, one page at a time."""

    def __init__(self, fonts: Path = FONTS) -> None:
        self._folder = fonts
        self._fonts: typst.Fonts | None = None
        self._lock = Lock()

    def make(self, template: str, data: Mapping[str, Any], moment: datetime) -> bytes:
        """Return the PDF; raises :class:`ReportNotMade` for any error and any warning."""
        import typst  # half a second: not before the first report

        with self._lock:
            self._fonts = self._fonts or typst.Fonts(include_system_fonts=False, font_paths=[self._folder])
            try:
                pdf, warnings = typst.Compiler(TEMPLATES / f"{template}.typ", font_paths=self._fonts).compile_with_warnings(
                    format="pdf",
                    sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                    pdf_standards="a-2b",
                    timestamp=int(moment.timestamp()),
                )
            except RuntimeError as error:  # typst's own error is one
                raise ReportNotMade(template) from error
        if warnings or not isinstance(pdf, bytes):
            raise ReportNotMade(template)
        return pdf


def sheets_of(pdf: bytes) -> int:
    """Count the pages of a PDF that :class:`ReportPress` made: typst writes its page objects in the clear."""
    return max(1, len(PAGE.findall(pdf)))


def readiness_data(told: Readiness, texts: TextBook, failures: Mapping[FailureCode, FailureEntry]) -> dict[str, Any]:
    """Return what the template prints, in Chinese."""

    def word(key: str, **values: object) -> str:
        return texts.get(key, Language.ZH, **values)

    place = told.place
    where = (
        word("readiness.place", place=place.name_zh, number=f"{place.terminal_number:04d}")
        if place
        else word("readiness.nowhere")
    )
    return {
        "title": word("readiness.title"),
        "place": where,
        "sample": told.sandbox,
        "ready": told.is_ready,
        "verdict": word("readiness.ready" if told.is_ready else "readiness.not_ready"),
        "facts": _facts(told, word),
        "head": [word("readiness.part"), word("readiness.result"), word("readiness.remark")],
        "rows": [_row(name, told.results.get(name), word, failures) for name in told.expected],
        "signatures": [word("readiness.by"), word("readiness.seen")],
        "foot": word("readiness.foot", moment=told.moment.strftime("%Y-%m-%d %H:%M")),
    }


def _facts(told: Readiness, word: Word) -> list[list[str]]:
    service = word("readiness.closed" if told.out_of_service else "readiness.open")
    facts = [
        [word("readiness.moment"), told.moment.strftime("%Y-%m-%d %H:%M:%S")],
        [word("readiness.staff"), told.staff],
        [word("readiness.version"), told.version],
        [word("readiness.service"), service],
        [word("readiness.waiting"), str(told.waiting)],
    ]
    return facts + [[word(f"readiness.{level.consumable.value}"), _left(level, word)] for level in told.levels]


def _left(level: Level, word: Word) -> str:
    if level.left is None:
        return word("readiness.never_refilled", used=level.used)
    return word("readiness.left", left=level.left, used=level.used)


def _row(
    name: str, result: SelfTestResult | None, word: Word, failures: Mapping[FailureCode, FailureEntry]
) -> list[str | bool]:
    part = word(f"part.{name}")
    if result is None:
        return [part, word("readiness.untested"), "", False]
    if result.passed:
        return [part, word("readiness.passed"), "　".join(f"{key} {value}" for key, value in result.details[:3]), True]
    code = result.failure or FailureCode.TERMINAL_FAULT
    return [part, word("readiness.failed"), f"{code.value}　{failures[code].technician_zh}", False]


def readiness_report(press: ReportPress, data: Mapping[str, Any], moment: datetime) -> PrintableDocument:
    """Return the report, ready for the document printer; raises :class:`ReportNotMade`."""
    pdf = press.make("readiness", data, moment)
    return PrintableDocument(pdf, sheets_of(pdf), "readiness_report")


def print_test(press: ReportPress, place: Place | None, texts: TextBook, moment: datetime) -> PrintableDocument:
    """Return the page on which a person judges the printer; raises :class:`ReportNotMade`."""
    where = f"{place.name_zh}　{place.terminal_number:04d}　" if place else ""
    data = {
        "title": texts.get("test_page.title", Language.ZH),
        "place": f"{where}{moment:%Y-%m-%d %H:%M}",
        "judge": [texts.get(f"test_page.judge.{what}", Language.ZH) for what in ("edges", "greys", "black", "small")],
        "line": texts.get("test_page.line", Language.ZH),
    }
    pdf = press.make("print_test", data, moment)
    return PrintableDocument(pdf, sheets_of(pdf), "print_test")
