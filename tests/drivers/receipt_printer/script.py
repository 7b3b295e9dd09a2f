"""A scripted receipt printer: works off ESC/POS bytes in turn, answers real-time requests at once, can break half-way."""

from dataclasses import dataclass, field

Event = tuple[str, object]

_NAMES = {b"\x1bd": "feed", b"\x1ba": "align", b"\x1bE": "bold", b"\x1d!": "size", b"\x1b3": "spacing"}


@dataclass
class PrinterScript:
    """What it printed is in `slips` (one list of events per cut); faults are switched by the tests."""

    cover: bool = False
    paper_end: bool = False
    near_end: bool = False
    offline: bool = False
    error: bool = False
    cutter: bool = False
    mute: bool = False
    deaf_in_turn: bool = False  # never answers GS r
    breaks_after: int | None = None  # events printed until `breaks` happens
    breaks: str = ""
    breaks_at_cut: str = ""
    missed_status: int = 0  # real-time requests left unanswered
    slips: list[list[Event]] = field(default_factory=list)
    paper: list[Event] = field(default_factory=list)
    forgotten: int = 0
    requests: int = 0
    buffer: bytearray = field(default_factory=bytearray)

    def __call__(self, received: bytes) -> bytes:
        answer = b"".join(self._real_time(received))
        while self.buffer and not self._stopped():
            step = self._step()
            if step is None:
                break
            answer += step
        return b"" if self.mute else answer

    def _stopped(self) -> bool:
        return self.cover or self.paper_end or self.offline

    def _real_time(self, received: bytes) -> list[bytes]:
        answers: list[bytes] = []
        self.buffer += received
        while (at := self.buffer.find(b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")) >= 0:
            del self.buffer[: at + 10]
            self.forgotten += 1
        for kind in (1, 2, 3, 4):
            request = bytes([0x10, 0x04, kind])
            while (at := self.buffer.find(request)) >= 0:
                del self.buffer[at : at + 3]
                self.requests += 1
                if self.missed_status:
                    self.missed_status -= 1
                else:
                    answers.append(bytes([self._status(kind)]))
        return answers

    def _status(self, kind: int) -> int:
        bits = {
            1: (0x08, self._stopped()),
            2: (0, False),
            3: (0x08, self.cutter),
            4: (0x0C, self.near_end),
        }[kind]
        status = 0x12 | (bits[0] if bits[1] else 0)
        if kind == 2:
            status |= 0x04 * self.cover | 0x20 * self.paper_end | 0x40 * self.error
        if kind == 4:
            status |= 0x60 * self.paper_end
        return status

    def _step(self) -> bytes | None:
        """Work off one command or one run of text; None when it is incomplete."""
        buffer = self.buffer
        lead = bytes(buffer[:2])
        if lead in {b"\x1b@", b"\x1c&"}:
            return self._take(2)
        if lead in {b"\x1ba", b"\x1bE", b"\x1d!", b"\x1b3", b"\x1bd"}:
            return self._take(3, (_NAMES[lead], buffer[2])) if len(buffer) > 2 else None
        longer = {b"\x1dr": self._in_turn, b"\x1dV": self._cut, b"\x1d(": self._symbol, b"\x1dv": self._raster}
        return longer.get(lead, self._text)()

    def _take(self, size: int, event: Event | None = None) -> bytes:
        del self.buffer[:size]
        if event is not None:
            self.paper.append(event)
        if self.breaks_after is not None and len(self.paper) >= self.breaks_after:
            self.breaks_after = None
            setattr(self, self.breaks, True)
        return b""

    def _in_turn(self) -> bytes | None:
        if len(self.buffer) < 3:
            return None
        self._take(3)
        return b"" if self.deaf_in_turn else bytes([0x03 * self.near_end])

    def _cut(self) -> bytes | None:
        if len(self.buffer) < 4:
            return None
        if self.breaks_at_cut:
            setattr(self, self.breaks_at_cut, True)
        if self._stopped():
            return None
        self._take(4)
        if not self.cutter:
            self.slips.append(self.paper)
            self.paper = []
        return b""

    def _symbol(self) -> bytes | None:
        size = int.from_bytes(self.buffer[3:5], "little") + 5
        return self._take(size, ("symbol", bytes(self.buffer[5:size]))) if 5 <= size <= len(self.buffer) else None

    def _raster(self) -> bytes | None:
        width, height = (int.from_bytes(self.buffer[at : at + 2], "little") for at in (4, 6))
        size = width * height + 8
        if len(self.buffer) < max(size, 9):
            return None
        return self._take(size, ("raster", (width, height, bytes(self.buffer[8:size]))))

    def _text(self) -> bytes | None:
        end = self.buffer.find(b"\n")
        if end < 0:
            return None
        assert self.buffer[0] >= 0x20 or self.buffer[0] == 0x0A, "an unknown command"
        return self._take(end + 1, ("text", bytes(self.buffer[:end]).decode("gb18030")))


def texts(slip: list[Event]) -> list[str]:
    """Return the written lines of a slip."""
    return [str(value) for kind, value in slip if kind == "text"]
