"""What the registry knows now: the people's files, and what was ordered since the last reset. All registers share it."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from fastapi import FastAPI

from domain.clock import Clock
from simulators.partners.gate import Refused
from simulators.world.people import Person


class RegistryMemory:
    """People by ID number. A change replaces the person, so that whoever holds the one before sees nothing half done."""

    def __init__(self, people: Mapping[str, Person], clock: Clock) -> None:
        self._files = {person.number: person for person in people.values()}
        self._people = dict(self._files)
        self._lock = threading.RLock()
        self.clock = clock

    def find(self, number: str) -> Person | None:
        """Return the person as known now."""
        with self._lock:
            return self._people.get(number)

    def get(self, number: str, code: str) -> Person:
        """Return the person; raises :class:`Refused` (404, `code`) when there is none."""
        person = self.find(number)
        if person is None:
            raise Refused(404, code)
        return person

    def everybody(self) -> tuple[Person, ...]:
        """Return all people as known now."""
        with self._lock:
            return tuple(self._people.values())

    def change(self, person: Person) -> None:
        """Know the person so from now on."""
        with self._lock:
            self._people[person.number] = person

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else reads or changes anything meanwhile."""
        with self._lock:
            yield

    def reset(self) -> None:
        """Forget every change."""
        with self._lock:
            self._people = dict(self._files)


@dataclass(frozen=True)
class Desk:
    """What every register works with."""

    memory: RegistryMemory
    changed: Callable[[], None]  # tells the dock that something happened here


class Register(Protocol):
    """One register of the registry (`registry_<name>.py`): licences, vehicles, contacts, violations."""

    def mount(self, app: FastAPI) -> None:
        """Add its calls."""
        ...

    def reset(self) -> None:
        """Forget everything since the start, but for what the memory forgets."""
        ...
