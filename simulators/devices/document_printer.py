"""An A4 printer: CUPS' IPP printer outside, an engine that asks us before every sheet, a tray with pictures of what came."""

import logging
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from simulators.devices.babbler import Babbler
from simulators.devices.ipp_printer import HOST, IppPrinter

log = logging.getLogger(__name__)

SECONDS_PER_SHEET = 2.5  # some 24 sheets a minute
SLOW = 8.0  # times as long
FULL_TRAY = 100
PAGE = "sheet-{:04d}.png"


class DocumentPrinterFault(StrEnum):
    """What can be wrong with the printer. Several at once are possible."""

    PAPER_OUT = "paper_out"
    PAPER_OUT_MIDWAY = "paper_out_midway"  # armed: becomes paper_out after the first sheet of the next document
    JAM = "jam"
    JAM_MIDWAY = "jam_midway"  # armed, as above
    COVER = "cover"
    TONER_OUT = "toner_out"
    TONER_LOW = "toner_low"  # a warning only
    SLOW = "slow"
    MUTE = "mute"  # it has power and answers nothing
    GARBAGE = "garbage"  # what answers at its address speaks no IPP; what it was doing is lost
    OFFLINE = "offline"  # no power: what it was doing is lost
    OFFLINE_MIDWAY = "offline_midway"  # armed, as above
    ABORT_MIDWAY = "abort_midway"  # armed: gives the next document up after its first sheet


F = DocumentPrinterFault
STATES = {
    F.PAPER_OUT: ("media-empty", "media-needed"),
    F.JAM: ("media-jam",),
    F.COVER: ("cover-open",),
    F.TONER_OUT: ("toner-empty",),
    F.TONER_LOW: ("toner-low",),
}
HOLDING = frozenset({F.PAPER_OUT, F.JAM, F.COVER, F.TONER_OUT, F.MUTE})
MIDWAY = {F.PAPER_OUT_MIDWAY: F.PAPER_OUT, F.JAM_MIDWAY: F.JAM, F.OFFLINE_MIDWAY: F.OFFLINE}


@dataclass(frozen=True)
class Sheet:
    """One sheet that came out."""

    number: int  # counts from 1
    document: int  # the printer's number of the job
    page: int
    path: Path  # its picture, PNG
    taken: bool


class DocumentPrinterSimulator:
    """The printer. `tray` receives a PNG for every sheet that came out and the PDF of every document that was begun."""

    def __init__(
        self,
        folder: Path,
        tray: Path,
        changed: Callable[[], None] = lambda: None,
        seconds_per_sheet: float = SECONDS_PER_SHEET,
    ) -> None:
        self.case = IppPrinter(folder)
        self._tray = tray
        self._changed = changed
        self._seconds_per_sheet = seconds_per_sheet
        self._lock = threading.Lock()
        self._operating = threading.RLock()  # one hand at a time
        self._faults: set[DocumentPrinterFault] = set()
        self._sheets: list[Sheet] = []
        self._began: dict[tuple[str, str], float] = {}  # job and page → when its turn came
        self._door: socket.socket | None = None
        self._babbler: Babbler | None = None
        self._engines: set[socket.socket] = set()

    @property
    def uri(self) -> str:
        """Where the terminal finds it."""
        return self.case.uri

    def start(self) -> None:
        """Switch it on; raises :class:`simulators.devices.ipp_printer.IppPrinterUnavailable`."""
        self._tray.mkdir(parents=True, exist_ok=True)
        self.case.prepare()
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.case.engine_socket))
        self._door.listen()
        threading.Thread(target=self._open_door, args=(self._door,), name="a4-engines", daemon=True).start()
        self.case.start()

    def stop(self) -> None:
        """Switch it off for good; harmless when it is not running."""
        door, self._door = self._door, None
        if door is not None:
            door.shutdown(socket.SHUT_RDWR)
            door.close()
        self._hush()
        self.case.stop()
        self._cut_engines()

    # -- what people do with it

    @property
    def faults(self) -> frozenset[DocumentPrinterFault]:
        """The present faults."""
        with self._lock:
            return frozenset(self._faults)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every sheet since the last :meth:`reset`, newest last."""
        with self._lock:
            return tuple(self._sheets)

    @property
    def is_printing(self) -> bool:
        """Tell whether the engine runs."""
        with self._lock:
            return bool(self._engines)

    def set_fault(self, fault: DocumentPrinterFault, on: bool) -> None:
        """Break or repair the printer in one way."""
        with self._operating:
            with self._lock:
                was = fault in self._faults
                (self._faults.add if on else self._faults.discard)(fault)
            if was != on:
                self._work_fault(fault, on)
        self._changed()

    def refill(self) -> None:
        """Fill the tray, take jammed paper out, shut the cover."""
        for fault in (F.PAPER_OUT, F.PAPER_OUT_MIDWAY, F.JAM, F.JAM_MIDWAY, F.COVER):
            self.set_fault(fault, on=False)

    def take(self) -> int:
        """Take every sheet from the exit; return how many there were."""
        with self._lock:
            waiting = sum(not sheet.taken for sheet in self._sheets)
            self._sheets = [replace(sheet, taken=True) for sheet in self._sheets]
        self._changed()
        return waiting

    def reset(self) -> None:
        """Bring everything back to the beginning: no faults, a full tray, no job, no sheets."""
        with self._operating:
            with self._lock:
                anew = bool(self._engines) or bool(self._faults & {F.OFFLINE, F.MUTE, F.GARBAGE})
                showed = bool(self._faults & STATES.keys())
                self._faults.clear()
            self._hush()
            if anew:
                self._switch_off()
                self.case.switch_on()
            elif showed:
                self._show()
        with self._lock:
            self._sheets.clear()
        for path in (*self._tray.glob("sheet-*.png"), *self._tray.glob("document-*.pdf")):
            path.unlink()
        self._changed()

    def _work_fault(self, fault: DocumentPrinterFault, on: bool) -> None:
        if fault is F.OFFLINE:
            (self._switch_off if on else self.case.switch_on)()
        elif fault is F.GARBAGE:
            (self._babble if on else self._speak_again)()
        elif fault is F.MUTE:
            (self.case.freeze if on else self.case.thaw)()
        elif fault in STATES:
            self._show()

    def _show(self) -> None:
        """Bring the printer's state up to date; a running engine does that by itself."""
        if self.faults & {F.OFFLINE, F.MUTE, F.GARBAGE} or self.is_printing:
            return
        if F.PAPER_OUT in self.faults:
            self.case.load(0)  # from now on it begins no job, not even the panel's
        else:
            self.case.load(FULL_TRAY)
            self.case.press_panel()

    def _babble(self) -> None:
        self._switch_off()
        self._babbler = Babbler(HOST, self.case.port)
        self._babbler.start()

    def _speak_again(self) -> None:
        self._hush()
        self.case.switch_on()

    def _hush(self) -> None:
        babbler, self._babbler = self._babbler, None
        if babbler is not None:
            babbler.stop()

    def _switch_off(self) -> None:
        self.case.switch_off()
        self._cut_engines()

    def _cut_engines(self) -> None:
        with self._lock:
            for engine in self._engines:
                engine.shutdown(socket.SHUT_RDWR)

    # -- the engine

    def _open_door(self, door: socket.socket) -> None:
        while True:
            try:
                engine, _ = door.accept()
            except OSError:
                return  # stopped
            threading.Thread(target=self._serve, args=(engine,), name="a4-engine", daemon=True).start()

    def _serve(self, engine: socket.socket) -> None:
        try:
            with engine, engine.makefile("rw", encoding="utf-8") as line:
                for asked in line:
                    words = asked.rstrip("\n").split("\t")
                    if words[0] == "begin":
                        with self._lock:
                            self._engines.add(engine)
                    line.write("\t".join(self._answer(words)) + "\n")
                    line.flush()
        except OSError:
            log.debug("the engine lost its power")
        finally:
            with self._lock:
                self._engines.discard(engine)
            self._changed()

    def _answer(self, words: list[str]) -> list[str]:
        match words:
            case ["begin", _, _]:
                return ["tray", str(self._tray.absolute())]
            case ["may", job, page]:
                return self._may_leave(job, page)
            case ["out", job, page, path]:
                self._keep(int(job), int(page), Path(path))
                return ["kept"]
        return ["panel", *self._states()]

    def _states(self) -> list[str]:
        return [state for fault, states in STATES.items() if fault in self.faults for state in states]

    def _may_leave(self, job: str, page: str) -> list[str]:
        if page != "1":
            self._trip_armed_faults()
        faults = self.faults
        if F.OFFLINE in faults:
            return []
        if F.ABORT_MIDWAY in faults and page != "1":
            self._faults.discard(F.ABORT_MIDWAY)
            return ["abort"]
        return ["wait" if faults & HOLDING or not self._is_turn(job, page, F.SLOW in faults) else "go", *self._states()]

    def _is_turn(self, job: str, page: str, slow: bool) -> bool:
        now = time.monotonic()
        with self._lock:
            began = self._began.setdefault((job, page), now)
        return now - began >= self._seconds_per_sheet * (SLOW if slow else 1)

    def _trip_armed_faults(self) -> None:
        with self._lock:
            armed = [fault for fault in MIDWAY if fault in self._faults]
            for fault in armed:
                self._faults.discard(fault)
                self._faults.add(MIDWAY[fault])
        if F.OFFLINE in (MIDWAY[fault] for fault in armed):
            self._switch_off()
        if armed:
            self._changed()

    def _keep(self, job: int, page: int, drawn: Path) -> None:
        with self._lock:
            number = len(self._sheets) + 1
            path = self._tray / PAGE.format(number)
            drawn.replace(path)
            self._sheets.append(Sheet(number, job, page, path, taken=False))
            self._began.pop((str(job), str(page)), None)
        self._changed()
