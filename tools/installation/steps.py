"""The steps of an installation, in their order. Each looks first, so that a second run finds nothing to do."""

from dataclasses import dataclass
from pathlib import Path

from tools.installation.houses import CHECKOUT, House
from tools.installation.machine import Machine
from tools.installation.release import lay_environment, lay_release, prune

UNITS = "/etc/systemd/system"


@dataclass(frozen=True)
class Sources:
    """Where Python packages come from: a folder of wheels, or the network; other requirements than the house's own."""

    wheels: Path | None = None
    requirements: Path | None = None


def install(house: House, machine: Machine, sources: Sources, *, packages: bool = True) -> None:
    """Make `machine` such a house. The software lies ready before anything that runs is touched."""
    if packages and machine.is_this:
        _install_packages(house, machine)
    release = lay_release(house, machine)
    requirements = sources.requirements or CHECKOUT / house.requirements
    environment = lay_environment(house, machine, requirements, sources.wheels)
    before = len(machine.changes)
    system = _place_files(house, machine)
    _make_users(house, machine)
    new = system or not _is_current(house, machine, release, environment)
    if new and machine.is_running:
        machine.run(["systemctl", "stop", *house.stopped], "stop the services")
    machine.link(f"{house.home}/current", f"releases/{release}")
    machine.link(f"{house.home}/.venv", f"venvs/{environment}")
    _make_folders(house, machine)
    _enable(house, machine)
    if machine.is_running and len(machine.changes) > before:
        _start(house, machine)
    prune(house, machine, "releases", release)
    prune(house, machine, "venvs", environment)


def _install_packages(house: House, machine: Machine) -> None:
    answer = machine.says(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\\n", *house.packages])
    there = {line.split()[0] for line in answer.splitlines() if line.endswith(" installed")}
    missing = [name for name in house.packages if name not in there]
    if missing:
        apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        machine.run([*apt, "update"])
        machine.run([*apt, "install", "-y", "--no-install-recommends", *missing], f"install {' '.join(missing)}")


def _place_files(house: House, machine: Machine) -> bool:
    """Copy what the system reads; return whether anything was new."""
    wanted = {**house.files, **{unit: f"{UNITS}/{unit}" for unit in house.units}}
    written = [machine.write(target, (CHECKOUT / "systemd" / name).read_bytes()) for name, target in wanted.items()]
    return any(written)


def _make_users(house: House, machine: Machine) -> None:
    machine.run(["systemd-sysusers", f"--root={machine.root}", str(machine.at(f"/etc/sysusers.d/{house.name}.conf"))])


def _make_folders(house: House, machine: Machine) -> None:
    machine.run(
        ["systemd-tmpfiles", f"--root={machine.root}", "--create", str(machine.at(f"/etc/tmpfiles.d/{house.name}.conf"))]
    )


def _is_current(house: House, machine: Machine, release: str, environment: str) -> bool:
    links = {f"{house.home}/current": release, f"{house.home}/.venv": environment}
    return all(machine.at(link).exists() and machine.at(link).resolve().name == name for link, name in links.items())


def _enable(house: House, machine: Machine) -> None:
    root = [f"--root={machine.root}"]
    for unit in house.enabled:
        if machine.says(["systemctl", *root, "is-enabled", unit]) != "enabled":
            machine.run(["systemctl", *root, "enable", unit], f"enable {unit}")
    for unit in house.masked:
        machine.link(f"{UNITS}/{unit}", "/dev/null")
    if house.default_target:
        machine.link(f"{UNITS}/default.target", f"/lib/systemd/system/{house.default_target}")


def _start(house: House, machine: Machine) -> None:
    machine.run(["systemctl", "daemon-reload"])
    machine.run(["systemctl", "restart", "systemd-journald"])
    machine.run(["udevadm", "control", "--reload"])
    machine.run(["udevadm", "trigger", "--action=change"])
    started = [unit for unit in reversed(house.stopped) if unit in house.enabled]
    machine.run(["systemctl", "start", "--no-block", *started], "start the services")
