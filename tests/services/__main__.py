"""``python -m tests.services``: write docs/services/rules.md anew."""

import sys

from tests.paths import ROOT
from tests.services.cast import the_cast
from tests.services.page import PAGE, written


def main() -> int:
    """Ask and write."""
    with the_cast() as cast:
        (ROOT / PAGE).write_text(written(cast), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
