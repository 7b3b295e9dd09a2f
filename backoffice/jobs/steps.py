"""Steps of a job: what was done once is not done again, wherever the job goes on.

Business operations wrap each effect outside the office's own database in :func:`once`. Within a job its result is kept (sealed
under the key of the case, for it may be personal) before anything else happens; at the desk it is simply done.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Protocol, TypeVar

from pydantic import TypeAdapter

from backoffice.jobs.failures import carry, raise_carried
from backoffice.office import Office
from backoffice.retention import services as evidence

T = TypeVar("T")

NOTHING: Final = TypeAdapter(None)
"""Of effects that give nothing back."""


class Recorder(Protocol):
    """Keeps results of the steps of one job."""

    def record(self, name: str, act: Callable[[], str]) -> str:
        """Return what `act` gave when this step was finished, now or before a kill."""
        ...


_recorder: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


@contextmanager
def recording(recorder: Recorder) -> Iterator[None]:
    """Keep the results of every step within."""
    before = _recorder.set(recorder)
    try:
        yield
    finally:
        _recorder.reset(before)


def once(office: Office, number: str, name: str, act: Callable[[], T], form: TypeAdapter[T]) -> T:
    """Do one effect of the case `number`; within a job never again once it is finished. Raises what `act` raises."""
    recorder = _recorder.get()
    if recorder is None:
        return act()
    kept = recorder.record(name, lambda: _sealed(office, number, name, act, form))
    raise_carried(kept)
    with office.reading() as work:
        return form.validate_json(evidence.open_text(work, number, _use(name), bytes.fromhex(kept)))


def _sealed(office: Office, number: str, name: str, act: Callable[[], T], form: TypeAdapter[T]) -> str:
    """Do it, and return its result sealed; a failure is told by its kind, never by its words."""
    try:
        made = act()
    except Exception as failure:  # noqa: BLE001 - what it is goes on from `raise_carried`, without what it may quote
        return carry(failure)
    try:
        with office.reading() as work:
            return evidence.seal_text(work, number, _use(name), form.dump_json(made).decode()).hex()
    except Exception as failure:  # noqa: BLE001 - as above
        return carry(failure)


def _use(name: str) -> str:
    return f"job:{name}"
