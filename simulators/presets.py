"""Presets 剧本: what goes wrong one after the other, as data (`presets.toml`), and the thread that makes it go wrong.

A step breaks one thing in one way: `after` seconds after the step before, or as soon as the cabinet's state says `when` (true,
or not empty) or `grows` (a number that has become larger), and mends it after `for` seconds; without `for` it stays as it is.
"""

import logging
import threading
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.clock import Clock
from simulators.controls import Controls
from simulators.switches import Switch, switches

log = logging.getLogger(__name__)

FILE = Path(__file__).with_name("presets.toml")
LOOK_S = 0.1  # how often the state is looked at
MOST_SECONDS = 3600.0
MOST_ROUNDS = 100
KEYS = frozenset({"device", "fault", "after", "when", "grows", "for"})


@dataclass(frozen=True)
class Step:
    """One thing that goes wrong. Times in seconds; `for_s` None: until somebody mends it."""

    device: str
    fault: str
    after_s: float = 0.0
    when: str | None = None
    grows: str | None = None
    for_s: float | None = None


@dataclass(frozen=True)
class Preset:
    """Steps in their order, the whole of it `rounds` times."""

    name: str
    steps: Sequence[Step]
    rounds: int = 1

    def row(self) -> dict[str, Any]:
        """Describe it for the dock."""
        steps = [
            {"device": s.device, "fault": s.fault, "after": s.after_s, "when": s.when or s.grows, "for": s.for_s}
            for s in self.steps
        ]
        return {"name": self.name, "steps": steps, "rounds": self.rounds}


def parse_presets(text: str) -> dict[str, Preset]:
    """Read presets; raises :class:`ValueError` for a key, a time or a count that makes no sense."""
    return {name: _preset(name, table) for name, table in tomllib.loads(text).items()}


def load_presets() -> dict[str, Preset]:
    """Read the presets as shipped."""
    return parse_presets(FILE.read_text(encoding="utf-8"))


def _preset(name: str, table: Mapping[str, Any]) -> Preset:
    rounds, steps = table.get("rounds", 1), [_step(name, row) for row in table.get("step", [])]
    if not steps or table.keys() - {"rounds", "step"} or type(rounds) is not int or not 1 <= rounds <= MOST_ROUNDS:
        raise ValueError(f"preset {name} makes no sense")
    return Preset(name, steps, rounds)


def _step(name: str, row: Mapping[str, Any]) -> Step:
    lasting = row.get("for")
    times = [row.get("after", 0), *([] if lasting is None else [lasting])]
    if row.keys() - KEYS or not {"device", "fault"} <= row.keys() or not all(_is_time(time) for time in times):
        raise ValueError(f"a step of preset {name} makes no sense")
    after = float(row.get("after", 0))
    return Step(
        row["device"], row["fault"], after, row.get("when"), row.get("grows"), None if lasting is None else float(lasting)
    )


def _is_time(value: object) -> bool:
    return type(value) in (int, float) and isinstance(value, int | float) and 0 <= value <= MOST_SECONDS


def told(state: Mapping[str, Any], path: str) -> Any:
    """Return what the cabinet's state says under ``device.key``; raises :class:`KeyError`."""
    found: Any = state
    for part in path.split("."):
        found = found[part]
    return found


class PresetPlayer:
    """Plays one preset at a time in a thread of its own; callable from any thread. Rings ``presets`` when there is news."""

    def __init__(self, controls: Controls, clock: Clock, presets: Mapping[str, Preset] | None = None) -> None:
        self._controls = controls
        self._clock = clock
        self.presets = presets if presets is not None else load_presets()
        self._switches = switches(controls)
        self._operating = threading.Lock()
        self._running: _Performance | None = None
        for preset in self.presets.values():
            self._require_known(preset)

    def play(self, name: str) -> None:
        """Begin this preset in place of any other; raises :class:`KeyError` for an unknown one."""
        preset = self.presets[name]
        with self._operating:
            self._stop()
            self._running = _Performance(preset, self._switches, self._controls, self._clock)
            self._running.start()

    def stop(self) -> None:
        """End what is played and mend what it broke; does nothing when nothing is played."""
        with self._operating:
            self._stop()

    def state(self) -> dict[str, Any]:
        """Return every preset, and what is being played."""
        running = self._running
        rows = [preset.row() for preset in self.presets.values()]
        return {"presets": rows, "playing": running.row() if running is not None else None}

    def _stop(self) -> None:
        if self._running is not None:
            self._running.stop()
            self._running = None

    def _require_known(self, preset: Preset) -> None:
        state = self._controls.state()
        for step in preset.steps:
            switch = self._switches[step.device]
            if step.fault not in switch.words or (step.for_s is not None and not switch.mends):
                raise ValueError(f"preset {preset.name}: {step.device} has no {step.fault}")
            for path in filter(None, (step.when, step.grows)):
                told(state, path)


class _Performance:
    """One playing of a preset."""

    def __init__(self, preset: Preset, known: Mapping[str, Switch], controls: Controls, clock: Clock) -> None:
        self._preset = preset
        self._known = known
        self._controls = controls
        self._clock = clock
        self._stopping = threading.Event()
        self._broken: list[tuple[float | None, Step]] = []  # when it is mended, and what
        self._place = (1, 0)  # round and step
        self._done = False
        self._thread = threading.Thread(target=self._run, name="preset", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Break off, and mend whatever is broken still; what stays at the regular end stays no longer either."""
        self._stopping.set()
        self._thread.join()
        for _, step in self._broken:
            self._set(step, on=False)
        self._broken.clear()

    def row(self) -> dict[str, Any]:
        rounds, step = self._place
        broken = [{"device": one.device, "fault": one.fault, "stays": until is None} for until, one in list(self._broken)]
        return {"name": self._preset.name, "round": rounds, "step": step, "done": self._done, "broken": broken}

    def _run(self) -> None:
        try:
            for number in range(self._preset.rounds):
                for place, step in enumerate(self._preset.steps):
                    self._move_to(number + 1, place)
                    if not self._await(step):
                        return
                    self._break(step)
            self._move_to(self._preset.rounds, len(self._preset.steps))
            self._wait(lambda: all(until is None for until, _ in self._broken))
        except Exception as bug:  # noqa: BLE001 - the thread's edge: the dock shows where it ended
            log.error("preset %s ended: %s", self._preset.name, type(bug).__name__)  # noqa: TRY400 - words only
        finally:
            self._done = True
            self._controls.events.ring("presets")

    def _move_to(self, rounds: int, place: int) -> None:
        self._place = (rounds, place)
        self._controls.events.ring("presets")

    def _await(self, step: Step) -> bool:
        """Wait until it is this step's turn; False when it was broken off."""
        begun_at = told(self._controls.state(), step.grows) if step.grows else 0
        due = True
        if step.when is not None or step.grows is not None:
            due = self._wait(lambda: self._has_come(step, begun_at))
        turn = self._clock.monotonic() + step.after_s
        return due and self._wait(lambda: self._clock.monotonic() >= turn)

    def _has_come(self, step: Step, begun_at: Any) -> bool:
        state = self._controls.state()
        return (not step.when or bool(told(state, step.when))) and (not step.grows or told(state, step.grows) > begun_at)

    def _wait(self, reached: Callable[[], bool]) -> bool:
        """Wait, mending meanwhile what has been broken for long enough; False when it was broken off."""
        while not self._stopping.is_set():
            self._mend_what_is_due()
            if reached():
                return True
            self._stopping.wait(LOOK_S)
        return False

    def _break(self, step: Step) -> None:
        self._set(step, on=True)
        if self._known[step.device].mends:
            self._broken.append((None if step.for_s is None else self._clock.monotonic() + step.for_s, step))

    def _mend_what_is_due(self) -> None:
        now = self._clock.monotonic()
        for one in [one for one in self._broken if one[0] is not None and one[0] <= now]:
            self._set(one[1], on=False)
            self._broken.remove(one)
            self._controls.events.ring("presets")

    def _set(self, step: Step, *, on: bool) -> None:
        self._known[step.device].set(step.fault, on)
