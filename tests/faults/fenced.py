"""Starts a program as its unit fences it in, as far as that goes without systemd: ``python -m tests.faults.fenced COMMAND …``.

No new privileges; no memory that is writable and executable (PR_SET_MDWE of Linux 6.3; older kernels go without); as root,
another user who may do nothing but read the files of this checkout.
"""

import ctypes
import os
import sys

PR_SET_NO_NEW_PRIVS, PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 38, 65, 1
NOBODY = 65534


def fence_in() -> bool:
    """Fence this process and all it starts in; tell whether the kernel refuses writable code."""
    libc = ctypes.CDLL(None, use_errno=True)
    refused: bool = libc.prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) == 0
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return refused


def main(command: list[str]) -> None:
    fence_in()
    if os.geteuid() == 0:
        user = str(NOBODY)
        other = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        command = [*other, "--inh-caps=+dac_override", "--ambient-caps=+dac_override", *command]
    os.execvp(command[0], command)  # noqa: S606 - the test's own command


if __name__ == "__main__":
    main(sys.argv[1:])
