"""An own PostgreSQL in a temporary folder, on a free port of loopback."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
NOT_INSTALLED = "PostgreSQL is not installed (apt-get install postgresql)"


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Make and run a cluster; gives the address without the database's name.

    Not in pytest's own folder: every other run of pytest closes that to other users again.
    """
    with tempfile.TemporaryDirectory(prefix="office-postgresql-") as name, _running(Path(name)) as address:
        yield address


@contextmanager
def _running(folder: Path) -> Iterator[str]:
    programs = INSTALLED[-1].parent
    become = _become_unprivileged(folder)
    user = "postgres" if become else pwd.getpwuid(os.getuid()).pw_name
    data = str(folder / "data")
    _run(
        folder,
        *become,
        str(programs / "initdb"),
        "-D",
        data,
        "-U",
        user,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    control = (*become, str(programs / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"))
    _run(folder, *control, "-o", options, "start")
    try:
        yield f"postgresql+psycopg://{user}@127.0.0.1:{port}/"
    finally:
        _run(folder, *control, "-m", "immediate", "stop")


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)


def _become_unprivileged(folder: Path) -> tuple[str, ...]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return ()
    shutil.chown(folder, "postgres", "postgres")
    return ("runuser", "-u", "postgres", "--")
