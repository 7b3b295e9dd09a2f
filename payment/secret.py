"""Values that must never be seen: card number, track 2, PIN block, keys."""

from typing import Generic, TypeVar

T = TypeVar("T", str, bytes)


class Secret(Generic[T]):
    """Holds a value that no repr, log or message shows; :meth:`reveal` where it is used, and nowhere else."""

    __slots__ = ("_value",)
    _value: T

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """Return the value."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and bool(self._value == other._value)

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")


def masked_card(number: Secret[str]) -> str:
    """Return the first six and last four digits: 622202∗∗∗∗∗∗∗∗∗0000."""
    digits = number.reveal()
    return digits[:6] + "∗" * max(len(digits) - 10, 0) + digits[-4:] if len(digits) > 10 else "∗" * len(digits)
