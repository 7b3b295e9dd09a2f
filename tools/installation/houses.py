"""What a terminal and an office are made of: rooms, files of the system, units, Debian packages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SETUP = CHECKOUT / "tools" / "setup.sh"
DOCUMENTS = ("docs/operations.md", "docs/deployment.md", "LICENSE", "NOTICE", "pyproject.toml")


@dataclass(frozen=True)
class House:
    """One kind of machine. `files`: from `systemd/` of the checkout to where the system looks for them."""

    name: str
    home: str
    rooms: tuple[str, ...]
    requirements: str
    files: Mapping[str, str]
    units: tuple[str, ...]  # copied
    enabled: tuple[str, ...]  # begun at boot
    stopped: tuple[str, ...]  # before the software under them changes; started again in the opposite order
    packages: tuple[str, ...]
    masked: tuple[str, ...] = ()
    default_target: str | None = None


def packages_of(*lists: str) -> tuple[str, ...]:
    """Return the Debian packages of the lists in `tools/setup.sh`, so that there is one place for each."""
    text = SETUP.read_text("utf-8")
    found: list[str] = []
    for name in lists:
        match = re.search(rf"^{name}=\(([^)]*)\)", text, re.MULTILINE)
        if match is None:
            raise LookupError(f"tools/setup.sh has no {name}")
        found += [word for word in match[1].split() if not word.startswith('"')]
    return tuple(found)


TERMINAL = House(
    name="kiosk",
    home="/opt/kiosk",
    rooms=("backend_client", "config", "domain", "drivers", "kiosk", "payment", "systemd", "ui"),
    requirements="requirements/terminal.txt",
    files={
        "kiosk.sysusers": "/etc/sysusers.d/kiosk.conf",
        "kiosk.tmpfiles": "/etc/tmpfiles.d/kiosk.conf",
        "60-kiosk.rules": "/etc/udev/rules.d/60-kiosk.rules",
        "kiosk.pam": "/etc/pam.d/kiosk",
        "kiosk.polkit.rules": "/etc/polkit-1/rules.d/60-kiosk.rules",
        "kiosk.logind.conf": "/etc/systemd/logind.conf.d/kiosk.conf",
        "kiosk.journald.conf": "/etc/systemd/journald.conf.d/kiosk.conf",
        "kiosk.cups.conf": "/etc/systemd/system/cups.service.d/kiosk.conf",
    },
    units=(
        "kiosk.service",
        "kiosk-safe-screen.service",
        "kiosk-return.timer",
        "kiosk-courier.service",
        "kiosk-payment.service",
        "var-spool-cups.mount",
    ),
    enabled=("kiosk.service", "kiosk-courier.service", "kiosk-payment.service", "var-spool-cups.mount"),
    stopped=("kiosk-safe-screen.service", "kiosk.service", "kiosk-payment.service", "kiosk-courier.service"),
    packages=(
        *packages_of("QT_PACKAGES", "INPUT_PACKAGES"),
        *("python3", "python3-venv", "ca-certificates", "fonts-noto-cjk", "fonts-dejavu-core"),
        *("cage", "xwayland", "libpam-systemd", "dbus", "polkitd", "procps"),
        *("pcscd", "libccid", "libpcsclite-dev", "gcc", "swig", "pkg-config", "python3-dev"),  # pyscard has no wheel
        *("ipp-usb", "nut-server", "alsa-utils", "systemd-timesyncd"),
    ),
    masked=("ctrl-alt-del.target", "getty@tty1.service"),
    default_target="graphical.target",
)

OFFICE = House(
    name="backoffice",
    home="/opt/backoffice",
    rooms=("backoffice", "config", "domain", "systemd"),
    requirements="requirements/office.txt",
    files={
        "backoffice.sysusers": "/etc/sysusers.d/backoffice.conf",
        "backoffice.tmpfiles": "/etc/tmpfiles.d/backoffice.conf",
        "kiosk.journald.conf": "/etc/systemd/journald.conf.d/backoffice.conf",
    },
    units=("backoffice.service", "backoffice-worker.service", "backoffice-crl.service", "backoffice-crl.timer"),
    enabled=("backoffice.service", "backoffice-worker.service", "backoffice-crl.timer"),
    stopped=("backoffice.service", "backoffice-worker.service"),
    packages=("python3", "python3-venv", "ca-certificates", "fonts-noto-cjk", "systemd-timesyncd"),
)

HOUSES: Mapping[str, House] = {"terminal": TERMINAL, "office": OFFICE}
