"""The press: makes a PDF/A-2b of a template and its data, by typst, with the fonts of the house and nothing else.

Data goes in as JSON beside the template, never into its text: what a citizen wrote stays plain text. Any warning (a font that
is missing) is a failure: a paper that is not as it was meant is not made. A letter that no font of the house has stands as 〓,
the printers' old sign for it, so that one strange letter in a statement does not keep its receipt from being made.
"""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

from backoffice.documents.sealer import DocumentSealer, count_sheets

TEMPLATES = Path(__file__).parent / "templates"
STANDARD: Literal["a-2b"] = "a-2b"


MISSING = "〓"
STRANGE = re.compile(r'the text `"(.+?)"` could not be displayed')
MOST_STRANGE_LETTERS = 40  # different ones in one paper


class DocumentNotMade(Exception):
    """A paper could not be made as it was meant. Names the template only: its data is personal."""

    def __init__(self, template: str) -> None:
        super().__init__(template)
        self.template = template


@dataclass(frozen=True)
class Paper:
    """One finished paper: a signed PDF and how many sheets of A4 it takes, printed on one side."""

    sheets: int
    pdf: bytes = field(repr=False)


class Press:
    """Holds fonts and compilers; made once, used from every thread one after the other."""

    def __init__(self, fonts: Path, sealer: DocumentSealer) -> None:
        self._folder = fonts
        self._sealer = sealer
        self._lock = threading.Lock()
        self._fonts: typst.Fonts | None = None
        self._compilers: dict[str, typst.Compiler] = {}

    def make(self, template: str, data: Mapping[str, Any], moment: datetime) -> Paper:
        """Return the signed paper of `templates/<template>.typ`; raises :class:`DocumentNotMade`."""
        told = json.dumps(data, ensure_ascii=False)
        with self._lock:
            pdf = self._compile(template, told, int(moment.timestamp()))
        return Paper(count_sheets(pdf), self._sealer.seal(pdf, moment))

    def _compile(self, template: str, told: str, seconds: int) -> bytes:
        """Compile, with every letter that no font has replaced."""
        for _ in range(MOST_STRANGE_LETTERS + 1):
            try:
                pdf, warnings = self._compiler(template).compile_with_warnings(
                    format="pdf", sys_inputs={"data": told}, pdf_standards=STANDARD, timestamp=seconds
                )
            except RuntimeError as wrong:  # typst's own is one; its message quotes the data and goes no further
                strange = STRANGE.search(str(wrong))
                if strange is None or strange[1] not in told:
                    raise DocumentNotMade(template) from None
                told = told.replace(strange[1], MISSING)
                continue
            if warnings or not isinstance(pdf, bytes):
                raise DocumentNotMade(template)
            return pdf
        raise DocumentNotMade(template)

    def _compiler(self, template: str) -> typst.Compiler:
        """Return the compiler of a template; the fonts are read once, which takes some tenths of a second."""
        if self._fonts is None:
            self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[self._folder])
        if template not in self._compilers:
            path = TEMPLATES / f"{template}.typ"
            self._compilers[template] = typst.Compiler(input=path, root=TEMPLATES, font_paths=self._fonts)
        return self._compilers[template]
