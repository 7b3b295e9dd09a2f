"""``python -m tests.usability``: enter every trial and write the table of docs/usability.md."""

import sys
import tempfile
from pathlib import Path

from tests.paths import ROOT
from tests.usability.page import PAGE, written
from tests.usability.terminal import LiveTerminal


def main() -> int:
    """Measure and write."""
    with tempfile.TemporaryDirectory() as folder:
        terminal = LiveTerminal(Path(folder))
        (ROOT / PAGE).write_text(written(terminal), "utf-8")
        terminal.shell.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
