"""``python -m simulators.citizen --socket PATH``: the real terminal, offscreen, behind a socket (sandbox only)."""

import argparse
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any


def main() -> int:
    """Build the terminal, open the door, run until told to stop."""
    parser = argparse.ArgumentParser(description="The terminal, seen and touched over a socket.")
    parser.add_argument("--socket", type=Path, required=True)
    arguments = parser.parse_args()

    from kiosk.__main__ import Terminal
    from kiosk.first_look import first_look
    from kiosk.settings import Settings, load_settings

    look = first_look()
    if not look.sandbox:
        sys.stderr.write("only a terminal of profile sandbox can be driven\n")
        return 2
    folders: list[Path] = []  # of the terminal's state, as soon as its settings are known

    def load() -> Settings:
        settings = load_settings()
        folders.append(settings.state_dir)
        return settings

    terminal = Terminal(look, load)

    from simulators.citizen.diary import read_events
    from simulators.citizen.host import Door, Hand

    state: dict[str, Any] = {}

    def events(after: int) -> dict[str, Any]:
        return read_events(folders[0], after) if folders else {"events": []}

    def remember(screen: Any) -> None:
        state.update(asdict(screen) | {"pictures": sorted(screen.pictures)})  # their keys; the pictures stay on the screen

    hand = Hand(terminal.shell.window)
    terminal.observe(remember)
    door = Door(arguments.socket, hand, lambda: dict(state), events)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        terminal.shell.quit()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return terminal.run()
    finally:
        door.close()


if __name__ == "__main__":
    sys.exit(main())
