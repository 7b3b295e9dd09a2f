"""Sends this process's life signs to systemd's socket; the words are `domain.life_signs`."""

import os
import socket

from domain.clock import Clock
from domain.life_signs import VARIABLES, LifeSigns


def find_life_signs(clock: Clock) -> LifeSigns:
    """Take the address out of the environment, so that no child of this process can speak in its name."""
    taken = {name: os.environ.pop(name, "") for name in VARIABLES}
    return LifeSigns(taken, send, clock)


def send(address: str, words: bytes) -> None:
    """Send without waiting: a service manager that does not listen must not stop a citizen's screen."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC) as line:
        line.sendto(words, address)
