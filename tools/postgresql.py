"""An own PostgreSQL in a temporary folder, on a free port of loopback: for tests and benchmarks."""

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
QUICK = ("-c", "fsync=off")  # a test's database need not outlive a power cut


class Cluster:
    """A running cluster; `address` lacks the database's name."""

    def __init__(self, folder: Path, options: tuple[str, ...]) -> None:
        self._folder = folder
        self._become = _become_unprivileged(folder)
        self._options = options
        self.user = "postgres" if self._become else pwd.getpwuid(os.getuid()).pw_name
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    @property
    def address(self) -> str:
        """Return the cluster's address as SQLAlchemy wants it."""
        return f"postgresql+psycopg://{self.user}@127.0.0.1:{self.port}/"

    def make(self) -> None:
        """Make the cluster's files."""
        how = ("-U", self.user, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", "-D", str(self._folder / "data"), *how)

    def start(self) -> None:
        """Start, and wait until it answers."""
        own = ("-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}", "-c", f"unix_socket_directories={self._folder}")
        self._control("-o", " ".join((*own, *self._options)), "start")

    def stop(self) -> None:
        """End at once, as a crash would."""
        self._control("-m", "immediate", "stop")

    def _control(self, *words: str) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-l", str(self._folder / "log"), *words)

    def _run(self, program: str, *words: str) -> None:
        command = [*self._become, str(INSTALLED[-1].parent / program), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._folder)


@contextmanager
def running_cluster(*options: str) -> Iterator[Cluster]:
    """Make and run a cluster.

    Not in pytest's own folder: every other run of pytest closes that to other users again.
    """
    with tempfile.TemporaryDirectory(prefix="office-postgresql-") as name:
        cluster = Cluster(Path(name), options)
        cluster.make()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


def _become_unprivileged(folder: Path) -> tuple[str, ...]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return ()
    shutil.chown(folder, "postgres", "postgres")
    return ("runuser", "-u", "postgres", "--")
