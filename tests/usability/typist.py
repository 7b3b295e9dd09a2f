"""Somebody who knows pinyin, at the real keyboard: looks at what is offered, touches the best of it, and counts."""

import re
from collections.abc import Sequence

from PySide6.QtQuick import QQuickWindow

from domain.clock import FrozenClock
from tests.ui.window import Finger, find, names, settle, visible_items

HANZI = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
BETWEEN_TOUCHES_S = 0.5  # longer than what counts as striking a key twice
LONGEST_BREATH = 8  # characters whose sounds are typed in one go
MOST_PAGES = 20  # of candidates, before somebody gives up


class NotOffered(LookupError):
    """The characters cannot be had from this keyboard by their sounds."""


class Typist:
    """Ten fingers are not needed: one, and every touch of it is counted."""

    def __init__(self, window: QQuickWindow, clock: FrozenClock) -> None:
        self._window = window
        self._clock = clock
        self._finger = Finger(window)
        self.touches = 0

    def tap(self, name: str) -> None:
        """Touch one target."""
        self._clock.advance(BETWEEN_TOUCHES_S)
        self._finger.tap(name)
        self.touches += 1
        settle()

    def write(self, text: str, sounds: Sequence[str]) -> None:
        """Enter `text`; `sounds` are the toneless readings of its 汉字, in order."""
        waiting = list(sounds)
        while text:
            run = _leading_hanzi(text)
            if run and not self._has_key_for(text):
                taken = self._write_hanzi(run[:LONGEST_BREATH], waiting)
                del waiting[:taken]
            else:
                taken = self._write_keys(text)
                del waiting[: len(HANZI.findall(text[:taken]))]
            text = text[taken:]

    # -- 汉字 ---------------------------------------------------------------------------------------------------------------

    def _write_hanzi(self, run: str, sounds: Sequence[str]) -> int:
        """Type the sounds of `run`, choose until everything typed is turned; return how many characters came of it."""
        self._turn_to("key.letters")
        for letter in "".join(sounds[: len(run)]):
            self.tap(f"key.{letter}")
        done = 0
        while done < len(run):
            done += self._choose(run[done:])
        return done

    def _choose(self, wanted: str) -> int:
        for _ in range(MOST_PAGES):
            best = max(self._offered(), key=lambda offer: _fit(offer[1], wanted), default=("", ""))
            if _fit(best[1], wanted):
                self.tap(best[0])
                return len(best[1])
            if not self._can("key.candidates_more"):
                break
            self.tap("key.candidates_more")
        raise NotOffered(f"{len(wanted)} characters")

    def _offered(self) -> list[tuple[str, str]]:
        """Name and words of every candidate in sight."""
        found = []
        for item in visible_items(self._window.contentItem()):
            if item.objectName().startswith("key.candidate."):
                texts = [str(part.property("text")) for part in visible_items(item) if part.inherits("QQuickText")]
                found.append((item.objectName(), max(texts, key=len, default="")))
        return found

    # -- keys --------------------------------------------------------------------------------------------------------------

    def _write_keys(self, text: str) -> int:
        if not self._has_key_for(text):
            self._turn_to("key.digits")
        key = self._longest_key(text)
        if not key:
            raise NotOffered("a sign")
        self.tap(f"key.{key}")
        return len(key)

    def _has_key_for(self, text: str) -> bool:
        return bool(self._longest_key(text))

    def _longest_key(self, text: str) -> str:
        keys = [name.removeprefix("key.") for name in names(self._window) if name.startswith("key.")]
        return max((key for key in keys if text.startswith(key)), key=len, default="")

    def _turn_to(self, page: str) -> None:
        """Bring up the letters or the digits; nothing is touched when they are there (then their own key is not)."""
        if page in names(self._window):
            self.tap(page)

    def _can(self, name: str) -> bool:
        return name in names(self._window) and bool(find(self._window, name).property("can"))


def _leading_hanzi(text: str) -> str:
    found = re.match(rf"(?:{HANZI.pattern})+", text)
    return found.group() if found else ""


def _fit(offer: str, wanted: str) -> int:
    return len(offer) if offer and wanted.startswith(offer) else 0
