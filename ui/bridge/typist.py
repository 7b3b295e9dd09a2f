"""What is being typed on the on-screen keyboard: letters that wait, what is offered for them, what goes into the field.

Everything is in this process only, and gone when the page, the field or the visit goes.
"""

import logging
import threading
from typing import Protocol

from PySide6.QtCore import Property, QObject, Qt, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from ui.bridge.writing import Reader
from ui.input.composer import Composer
from ui.input.contract import SEPARATOR, Purpose

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

log = logging.getLogger(__name__)

PURPOSES = {"name": Purpose.NAME, "address": Purpose.ADDRESS, "text": Purpose.TEXT}
LONGEST_WAIT = 64  # letters kept while the engine opens


class Methods(Protocol):
    """What the typist needs of the engines."""

    @property
    def pinyin_works(self) -> bool:
        """Whether letters can become characters; may take its time at the first asking."""
        ...

    @property
    def pinyin_lost(self) -> bool:
        """Whether the engine has been given up since then; answers at once."""
        ...

    def composer(self, purpose: Purpose) -> Composer:
        """Make a composer for one field."""
        ...

    @property
    def handwriting(self) -> Reader:
        """What reads handwriting."""
        ...

    def forget(self) -> None:
        """The citizen leaves; waits for nothing."""
        ...


@QmlElement
@QmlSingleton
class Typist(QObject):
    """One keyboard at a time: the last one that began. `state` is closed, warming, ready or missing."""

    changed = Signal()
    committed = Signal(str)
    _warmed = Signal(int, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._methods: Methods | None = None
        self._turn = 0  # which keyboard is being served
        self._state = "closed"
        self._pad = ""
        self._composer: Composer | None = None
        self._waiting = ""  # letters typed before the engine was there
        self._was_lost = False  # the engine, once already, while this keyboard is served
        self._warmed.connect(self._begin_composing, Qt.ConnectionType.QueuedConnection)

    def settle(self, methods: Methods) -> None:
        """Use these engines from now on."""
        self.forget()
        self._methods = methods

    # -- a keyboard comes and goes ----------------------------------------------------------------------------------------

    @Slot(str, result=int)
    def begin(self, pad: str) -> int:
        """Serve a keyboard for `pad` from now on; return its number, for :meth:`end`. Opens the engine in the background."""
        self._drop()
        self._turn += 1
        self._pad = pad
        self._was_lost = False
        if pad in PURPOSES and self._methods is not None:
            self._open(self._methods)
        self.changed.emit()
        return self._turn

    @Slot(int)
    def end(self, turn: int) -> None:
        """The keyboard of this number goes; nothing happens when another one has begun already."""
        if turn == self._turn:
            self._turn += 1  # what is still being opened for it comes too late
            self._drop()
            self.changed.emit()

    @Slot()
    def forget(self) -> None:
        """The citizen leaves: nothing composed is left, and the engine begins anew."""
        self._turn += 1
        self._drop()
        if self._methods is not None:
            self._methods.forget()
        self.changed.emit()

    def _drop(self) -> None:
        if self._composer is not None:
            self._composer.clear()
        self._composer, self._waiting, self._state, self._pad = None, "", "closed", ""

    def _open(self, methods: Methods) -> None:
        self._state = "warming"
        threading.Thread(target=self._warm, args=(methods, self._pad, self._turn), name="typist", daemon=True).start()

    def _warm(self, methods: Methods, pad: str, turn: int) -> None:
        """In a thread of its own: open the engine and its tables, which takes some fifty milliseconds."""
        works = False
        try:
            works = turn == self._turn and methods.pinyin_works
            if works:
                methods.composer(PURPOSES[pad]).type("a")
        except Exception as bug:  # noqa: BLE001 - the thread's edge: the keyboard goes on with Latin letters
            works = False
            log.error("typing does not open: %s", type(bug).__name__)  # noqa: TRY400 - a traceback may hold what is typed
        try:
            self._warmed.emit(turn, works)
        except RuntimeError:  # the window is gone already
            methods.forget()

    @Slot(int, bool)
    def _begin_composing(self, turn: int, works: bool) -> None:
        if turn != self._turn or self._methods is None:
            self._forget_what_came_late()
            return
        waiting, self._waiting = self._waiting, ""
        self._state = "ready" if works else "missing"
        if works:
            self._composer = self._methods.composer(PURPOSES[self._pad])
            for letter in waiting:
                self._compose(letter)
            self._notice_a_lost_engine()
        elif waiting:
            self.committed.emit(waiting.replace(SEPARATOR, ""))
        self.changed.emit()

    def _compose(self, letter: str) -> None:
        if self._composer is None:
            return
        if letter == SEPARATOR:
            self._composer.separate()
        else:
            self._composer.type(letter)

    def _forget_what_came_late(self) -> None:
        """An engine opened for a keyboard that is gone is not left open for the next citizen."""
        if self._state == "closed" and self._methods is not None:
            self._methods.forget()

    # -- keys -------------------------------------------------------------------------------------------------------------

    @Slot(str)
    def letter(self, letter: str) -> None:
        """Take a letter a–z to be composed; without an engine it goes into the field as it is."""
        if self._state == "warming":
            self._waiting = (self._waiting + letter)[:LONGEST_WAIT]
        elif self._composer is not None:
            self._compose(letter)
            self._notice_a_lost_engine()
        else:
            self.committed.emit(letter)
        self.changed.emit()

    def _notice_a_lost_engine(self) -> None:
        """What it offered goes with it, the letters wait for a new one; lost again, they go into the field."""
        if self._composer is None or self._methods is None or not self._methods.pinyin_lost:
            return
        composer, self._composer = self._composer, None
        chosen, self._waiting = composer.give_up()
        if self._was_lost:
            self._state = "missing"
            chosen, self._waiting = chosen + self._waiting.replace(SEPARATOR, ""), ""
        else:
            self._was_lost = True
            self._open(self._methods)
        if chosen:
            self.committed.emit(chosen)

    @Slot()
    def separate(self) -> None:
        """End the syllable here (分词)."""
        if self._composer is not None:
            self._compose(SEPARATOR)
            self._notice_a_lost_engine()
            self.changed.emit()

    @Slot(str)
    def character(self, text: str) -> None:
        """Put `text` into the field as it is, behind what is composed."""
        self.takeFirst()
        self.committed.emit(text)

    @Slot(int)
    def choose(self, index: int) -> None:
        """Take the candidate of this index."""
        if self._composer is not None:
            self._commit(self._composer.choose(index))

    @Slot()
    def takeFirst(self) -> None:  # noqa: N802 - QML's manner
        """Turn everything composed by its first candidates; letters that no engine has seen stay letters."""
        if self._composer is not None:
            self._commit(self._composer.flush())
        elif self._waiting:
            waiting, self._waiting = self._waiting, ""
            self._commit(waiting.replace(SEPARATOR, ""))

    @Slot(result=bool)
    def erase(self) -> bool:
        """Take back the last letter; False when nothing is composed and the field's own text is meant."""
        if self._composer is not None:
            erased = self._composer.erase()
            self._notice_a_lost_engine()
        else:
            erased, self._waiting = bool(self._waiting), self._waiting[:-1]
        if erased:
            self.changed.emit()
        return erased

    @Slot()
    def clear(self) -> None:
        """Drop what is composed."""
        self._waiting = ""
        if self._composer is not None:
            self._composer.clear()
        self.changed.emit()

    def _commit(self, text: str) -> None:
        if text:
            self.committed.emit(text)
        self._notice_a_lost_engine()
        self.changed.emit()

    # -- what the screens see ---------------------------------------------------------------------------------------------

    def _composing(self) -> str:
        return self._composer.preedit if self._composer is not None else self._waiting

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # the stubs do not know names of types
    def candidates(self) -> list[str]:
        """What may be chosen now, best first."""
        return [] if self._composer is None else [candidate.text for candidate in self._composer.candidates]

    def _get_state(self) -> str:
        return self._state

    composing = Property(str, _composing, notify=changed)
    state = Property(str, _get_state, notify=changed)
