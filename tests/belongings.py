"""What this process has: whoever reconnects for years must not have more of it every time."""

import gc
import threading
from pathlib import Path


def belongings() -> dict[str, int]:
    """Count this process' threads, open files and children."""
    tasks = list(Path("/proc/self/task").iterdir())
    return {
        "threads": threading.active_count(),
        "tasks": len(tasks),
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "children": sum(len(children_of(task)) for task in tasks),
    }


def nothing_more_than(before: dict[str, int]) -> bool:
    """Tell whether this process has no more of anything than `before`."""
    gc.collect()
    return all(count <= before[what] for what, count in belongings().items())


def children_of(task: Path) -> list[str]:
    try:
        return (task / "children").read_text().split()
    except OSError:
        return []  # the thread ended while we looked
