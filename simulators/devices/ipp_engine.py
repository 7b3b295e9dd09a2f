"""The engine inside the simulated A4 printer: CUPS' IPP printer runs it once per job, with the document's file.

It asks the cabinet before every sheet (one line, one answer) and tells the printer on standard error how it is (``STATE:``) and
what came out (``ATTR:``). The printer does not tell its engine of a cancel: the engine asks it, as any client would.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

SOCKET_VARIABLE = "SANDBOX_ENGINE_SOCKET"
PANEL_JOB = "panel"  # no document: it only brings the printer's state up to date
LOOK_S = 0.03
CANCEL_LOOK_S = 0.2
DOTS_PER_INCH = "110"
STATES = ("cover-open", "media-empty", "media-jam", "media-needed", "media-low", "toner-empty", "toner-low")
JOB_QUESTION = "job.test"  # lies in the printer's folder, where the engine runs


class Engine:
    """One job."""

    def __init__(self, line: socket.socket, document: Path) -> None:
        self._line = line.makefile("rw", encoding="utf-8")
        self._document = document
        self._job = os.environ["IPP_JOB_ID"]
        self._looked_at = 0.0
        self._states: set[str] | None = None  # not known: an earlier job may have left some

    def run(self) -> int:
        """Print sheet after sheet; return the exit status."""
        if os.environ.get("IPP_JOB_NAME") == PANEL_JOB:
            self._show(self._ask("panel")[1:])
            return 0
        sheets = count_sheets(self._document)
        if not sheets:
            return 1  # no PDF: the job is aborted
        tell(f"ATTR: job-impressions={sheets} job-impressions-completed=0")
        folder = Path(self._ask("begin", self._job, str(sheets))[1])
        shutil.copyfile(self._document, folder / f"document-{self._job}.pdf")
        for sheet in range(1, sheets + 1):
            picture = draw(self._document, sheet, folder)
            verdict = self._await_leave(sheet)
            if verdict != "go":
                return verdict == "abort"
            self._ask("out", self._job, str(sheet), str(picture))
            tell(f"ATTR: job-impressions-completed={sheet}")
        self._show(self._ask("panel")[1:])
        return 0

    def _await_leave(self, sheet: int) -> str:
        """Wait until the sheet may come out; anything but ``go`` is the end of the job."""
        while True:
            if self._is_cancelled():
                return "cancel"
            verdict, *states = self._ask("may", self._job, str(sheet))
            self._show(states)
            if verdict != "wait":
                return verdict
            time.sleep(LOOK_S)

    def _show(self, states: list[str]) -> None:
        """Tell the printer what is wrong, and what is no longer."""
        now = set(states)
        if now == self._states:
            return
        self._states = now
        for state in STATES:
            tell(f"STATE: {'+' if state in now else '-'}{state}")

    def _is_cancelled(self) -> bool:
        now = time.monotonic()
        if now - self._looked_at < CANCEL_LOOK_S:
            return False
        self._looked_at = now
        asked = subprocess.run(  # noqa: S603 - Debian's own program
            ["ipptool", "-T", "2", os.environ["IPP_JOB_URI"], JOB_QUESTION],  # noqa: S607
            capture_output=True,
            check=False,
        )
        return b"processing-to-stop-point" in asked.stdout or b"job-canceled" in asked.stdout

    def _ask(self, *words: str) -> list[str]:
        self._line.write("\t".join(words) + "\n")
        self._line.flush()
        answer = self._line.readline().strip()
        if not answer:
            raise ConnectionError  # the power is off
        return answer.split("\t")


def tell(words: str) -> None:
    """Say something to the printer."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def count_sheets(document: Path) -> int:
    """Return the pages of a PDF."""
    told = subprocess.run(["pdfinfo", str(document)], capture_output=True, check=False).stdout  # noqa: S603, S607
    found = re.search(rb"^Pages:\s+(\d+)", told, re.MULTILINE)
    return int(found[1]) if found else 0


def draw(document: Path, sheet: int, folder: Path) -> Path:
    """Draw one page as the drum would; it lies in the folder under its final name once it is out."""
    start = folder / f".sheet-{os.environ['IPP_JOB_ID']}-{sheet}"
    page = str(sheet)
    command = ["pdftoppm", "-r", DOTS_PER_INCH, "-png", "-singlefile", "-f", page, "-l", page, str(document), str(start)]
    subprocess.run(command, check=True)  # noqa: S603 - Debian's own program
    return start.with_name(f"{start.name}.png")


def main() -> int:
    """The argument is the document's file."""
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(os.environ[SOCKET_VARIABLE])
            return Engine(line, Path(sys.argv[1])).run()
        except OSError:
            return 1


if __name__ == "__main__":
    sys.exit(main())
