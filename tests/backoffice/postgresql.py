"""An own PostgreSQL for the tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from tools.postgresql import INSTALLED, NOT_INSTALLED, QUICK, running_cluster

__all__ = ["INSTALLED", "NOT_INSTALLED", "running_postgresql"]


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Make and run a cluster; gives the address without the database's name."""
    with running_cluster(*QUICK) as cluster:
        yield cluster.address
