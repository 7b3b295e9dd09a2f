"""What a benchmark hands back, how it is timed and how it is printed."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class Options:
    """What the command line said."""

    data: Path | None = None  # a folder of the benchmark's own kind


@dataclass(frozen=True)
class Goal:
    """What a figure should come to."""

    value: float
    at_least: bool = False  # else: at most

    def met(self, figure: float) -> bool:
        """Tell whether `figure` is good enough."""
        return figure >= self.value if self.at_least else figure <= self.value


@dataclass(frozen=True)
class Timing:
    """Rounds of one piece of work, in milliseconds."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle round."""
        return statistics.median(self.rounds)

    @property
    def spread(self) -> list[float]:
        """The fastest and the slowest round."""
        return [round(min(self.rounds), 3), round(max(self.rounds), 3)]


@dataclass(frozen=True)
class Report:
    """The outcome of one benchmark. A figure is None when it could not be measured; a note says why."""

    name: str
    figures: Mapping[str, float | None]
    goals: Mapping[str, Goal]
    reference: Mapping[str, Any]
    spread: Mapping[str, list[float]] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def as_row(self) -> dict[str, Any]:
        """Return the report ready for JSON."""
        return {
            "name": self.name,
            "figures": dict(self.figures),
            "goals": {key: goal.value for key, goal in self.goals.items()},
            "reference": dict(self.reference),
            "machine": describe_machine(),
            "spread": dict(self.spread),
            "notes": list(self.notes),
        }

    def as_table(self) -> str:
        """Return the report as a table in Markdown, ready for docs/performance.md."""
        rows = [self._row(key, figure) for key, figure in self.figures.items()]
        beside = [f"* reference: {key} = {value}" for key, value in self.reference.items()]
        machine = ", ".join(f"{key} {value}" for key, value in describe_machine().items())
        lines = ["| figure | value | spread | goal | met |", "|---|---|---|---|---|", *rows, "", *beside]
        return "\n".join([*lines, *(f"* {note}" for note in self.notes), f"* machine: {machine}"])

    def _row(self, key: str, figure: float | None) -> str:
        goal, spread = self.goals.get(key), self.spread.get(key)
        wanted = "–" if goal is None else f"{'≥' if goal.at_least else '≤'} {goal.value:g}"
        met = "–" if goal is None or figure is None else ("yes" if goal.met(figure) else "NO")
        between = "–" if spread is None else f"{spread[0]:g} … {spread[1]:g}"
        return f"| `{key}` | {'not measured' if figure is None else f'{figure:g}'} | {between} | {wanted} | {met} |"


class Benchmark(Protocol):
    """The function ``measure`` of a module of this package."""

    def __call__(self, options: Options) -> Report:
        """Measure, beside the reference."""
        ...


def time_in_turn(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timing]:
    """Time each work `rounds` times, one after the other within each round, so that the machine's moods fall on all of them."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()  # warm
    for _ in range(rounds):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            taken[name].append((time.perf_counter() - began) * 1000)
    return {name: Timing(tuple(rounds_)) for name, rounds_ in taken.items()}


def describe_machine() -> dict[str, str]:
    """Return what makes figures comparable, and nothing that names the machine."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "load": f"{os.getloadavg()[0]:.1f}",
    }
