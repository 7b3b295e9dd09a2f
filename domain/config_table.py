"""One table of a configuration file, read strictly: every key is taken once, of its kind, and none is left over.

What is wrong is one clear error that names file, key and reason, at start and not when a citizen stands there.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any, TypeVar

KINDS = {
    int: "a whole number",
    str: "a text",
    bool: "true or false",
    list: "a list",
    dict: "a table",
    date: "a day",
    time: "a time of day",
}

Value = TypeVar("Value", int, str, bool, date, time, list[Any], dict[str, Any])
Read = TypeVar("Read")


class ConfigError(ValueError):
    """A file of the configuration cannot be used. Names file, key and reason."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file = file
        self.key = key
        self.reason = reason


class ConfigTable:
    """One table. Ask for every key that it may have, then :meth:`finish`. All calls raise :class:`ConfigError`."""

    def __init__(self, file: str, raw: Mapping[str, Any], name: str = "") -> None:
        self.file = file
        self.name = name
        self._raw = raw
        self._taken: set[str] = set()

    @classmethod
    def parse(cls, file: str, text: str) -> "ConfigTable":
        """Return the outermost table of a file's text."""
        try:
            return cls(file, tomllib.loads(text))
        except tomllib.TOMLDecodeError as broken:
            raise ConfigError(file, "(whole file)", f"is not TOML: {broken}") from broken

    def has(self, key: str) -> bool:
        """Tell whether there is such a key."""
        return key in self._raw

    def keys(self) -> tuple[str, ...]:
        """Return the names of what is in it, for a table whose names are free."""
        return tuple(self._raw)

    def table(self, key: str) -> "ConfigTable":
        """Return a table within."""
        return ConfigTable(self.file, self._take(key, dict), self._path(key))

    def tables(self, key: str) -> "Iterable[ConfigTable]":
        """Return the tables of an array of tables, in order."""
        for index, row in enumerate(self._take(key, list)):
            name = f"{self._path(key)}[{index}]"
            if not isinstance(row, dict):
                raise ConfigError(self.file, name, "must be a table")
            yield ConfigTable(self.file, row, name)

    def number(self, key: str, least: int = 0, most: int | None = None) -> int:
        """Return a whole number within limits."""
        value = self._take(key, int)
        if value < least or (most is not None and value > most):
            raise self.wrong(key, f"must be {least}..{most if most is not None else ''}")
        return value

    def numbers(self, key: str, least: int = 0, most: int | None = None) -> tuple[int, ...]:
        """Return a list of whole numbers within limits, one at least."""
        values = self._take(key, list)
        fits = (type(value) is int and value >= least and (most is None or value <= most) for value in values)
        if not values or not all(fits):
            raise self.wrong(key, f"must be a list of whole numbers, each {least}..{most if most is not None else ''}")
        return tuple(values)

    def flag(self, key: str) -> bool:
        """Return true or false."""
        return self._take(key, bool)

    def text(self, key: str) -> str:
        """Return a text that is not empty."""
        value = self._take(key, str)
        if not value.strip():
            raise self.wrong(key, "must not be empty")
        return value

    def day(self, key: str) -> date:
        """Return a day."""
        return self._take(key, date)

    def clock(self, key: str) -> time:
        """Return a time of day."""
        return self._take(key, time)

    def words(self, key: str, *, may_be_empty: bool = False) -> tuple[str, ...]:
        """Return a list of words; an empty word would match everything as a prefix, an empty list rarely is meant."""
        value = self._take(key, list)
        if not (value or may_be_empty) or not all(isinstance(word, str) and word for word in value):
            raise self.wrong(key, "must be a list of words, none of them empty")
        return tuple(value)

    def read(self, key: str, parse: Callable[[str], Read]) -> Read:
        """Return what `parse` makes of a text; its :class:`ValueError` becomes the reason."""
        try:
            return parse(self._take(key, str))
        except ConfigError:
            raise
        except ValueError as unknown:
            raise self.wrong(key, str(unknown)) from unknown

    def finish(self) -> None:
        """Raise when there is a key that nobody asked for."""
        unknown = sorted(set(self._raw) - self._taken)
        if unknown:
            raise self.wrong(unknown[0], "nobody knows this key")

    def wrong(self, key: str, reason: str) -> ConfigError:
        """Return the error for a key of this table."""
        return ConfigError(self.file, self._path(key), reason)

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _take(self, key: str, kind: type[Value]) -> Value:
        self._taken.add(key)
        value = self._raw.get(key)
        if value is None:
            raise self.wrong(key, "is missing")
        if type(value) is not kind:  # a bool is an int to isinstance, and a wrong amount here
            raise self.wrong(key, f"must be {KINDS[kind]}")
        return value
