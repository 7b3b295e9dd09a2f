"""``simulators up``: the simulated cabinet and its outside world, until SIGTERM, SIGINT or the parent's death."""

import ctypes
import json
import os
import signal
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from simulators.supervisor import Cabinet

PROFILE = "sandbox"
PR_SET_PDEATHSIG = 1  # linux/prctl.h
OVERLAYS = ("KIOSK_OVERLAY", "BACKOFFICE_OVERLAY")
STOP_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT})

app = typer.Typer(add_completion=False, help="A simulated cabinet and its outside world, for the sandbox only.")


@app.callback()
def group() -> None:
    """Keep `up` a command of its own; more will follow."""


@app.command()
def up(
    root: Annotated[Path, typer.Option(help="folder for plugs, slips and addresses")] = Path("var/stage"),
    office_target: Annotated[str | None, typer.Option(help="HOST:PORT of the office behind the relay")] = None,
    profile: Annotated[str, typer.Option(help="must be sandbox")] = PROFILE,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object when ready")] = False,
) -> None:
    """Run everything in this process and print the addresses when ready."""
    parent = os.getppid()
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)  # before any thread: they all inherit it
    from simulators.devices.card_service import CardServiceUnavailable
    from simulators.devices.ipp_printer import IppPrinterUnavailable
    from simulators.supervisor import Cabinet, WrongProfile  # numpy begins threads as soon as it is imported

    _die_with(parent)
    try:
        cabinet = Cabinet(root.absolute(), profile=_common_profile(profile))
    except WrongProfile as wrong:
        typer.echo(f"simulators run in profile {PROFILE} only, not in {wrong}", err=True)
        raise typer.Exit(1) from wrong
    if office_target is not None:
        cabinet.set_office(*_address(office_target))
    try:
        cabinet.start()
        _tell(cabinet, as_json)
        signal.sigwait(STOP_SIGNALS)
    except (CardServiceUnavailable, IppPrinterUnavailable) as missing:
        typer.echo(f"the bank-card reader cannot be simulated here: {missing}", err=True)
        raise typer.Exit(1) from missing
    finally:
        cabinet.stop()


def _die_with(parent: int) -> None:
    """Ask the kernel for SIGTERM when the parent dies, and end at once when it is dead already."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise typer.Exit(1)


def _common_profile(given: str) -> str:
    """Return the first profile that is not the sandbox's, of the option and of the overlays in the environment."""
    overlays = [Path(path) for variable in OVERLAYS if (path := os.environ.get(variable))]
    found = [given, *(_profile_of(path) for path in overlays)]
    return next((profile for profile in found if profile != PROFILE), PROFILE)


def _profile_of(overlay: Path) -> str:
    return str(tomllib.loads(overlay.read_text(encoding="utf-8")).get("profile", PROFILE))


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise typer.BadParameter("HOST:PORT is needed", param_hint="--office-target")
    return host, int(port)


def _tell(cabinet: "Cabinet", as_json: bool) -> None:
    addresses = cabinet.addresses()
    if as_json:
        print(json.dumps(addresses, ensure_ascii=False), flush=True)
        return
    print(f"dock      {addresses['dock']['url']}")
    print(f"network   {addresses['network']['url']}")
    for name, device in addresses["devices"].items():
        print(f"{name:<20}{next(iter(device.values()))}")
    sys.stdout.flush()


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
