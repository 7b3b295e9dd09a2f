"""Where the office may be reached: over https, or over plain http on this very machine."""

import ipaddress
from urllib.parse import urlsplit


class InsecureAddress(ValueError):
    """The office is to be reached over https; plain http is for the same machine only."""


def checked_address(url: str) -> str:
    """Return `url` without a slash at its end; raises :class:`InsecureAddress` unless it is https or the same machine."""
    parts = urlsplit(url)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))):
        raise InsecureAddress("the office is reached by https; http only on a loopback host")
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Tell whether `host` never leaves this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
