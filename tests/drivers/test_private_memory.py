"""What people type and pay with stays in the process: seen from inside, and from a program that it starts."""

import subprocess
import sys

from tests.paths import ROOT

SEEN = """
import ctypes, resource, subprocess, sys
from drivers.private_memory import keep_memory_private
PR_GET_DUMPABLE = 3
libc = ctypes.CDLL(None)
before = libc.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)
keep_memory_private()
child = subprocess.run([sys.executable, "-c", "import resource; print(*resource.getrlimit(resource.RLIMIT_CORE))"],
                       capture_output=True, text=True, check=True)
print(before, libc.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE), child.stdout)
"""


def test_no_core_no_foreign_look_and_no_core_of_a_child() -> None:
    done = subprocess.run([sys.executable, "-c", SEEN], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["1", "0", "0", "0", "0", "0"], done.stderr
