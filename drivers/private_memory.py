"""A process that holds what people type, show or pay with keeps its memory to itself: no core dump, no foreign look."""

import ctypes
import resource

PR_SET_DUMPABLE = 4  # linux/prctl.h


def keep_memory_private() -> None:
    """Forbid core dumps, to children too, and let nobody but root read this process's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
