"""Configuration of terminals from the office: versions, a preview, roll-out by district or to a share first, and back again."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from backoffice.audit import services as audit
from backoffice.fleet.command_key import CommandKey
from backoffice.fleet.models import ConfigurationRollout, FleetConfiguration, Terminal, TerminalState, WantedConfiguration
from backoffice.fleet.upsert import insert_into
from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.staff.models import Role
from backoffice.staff.scope import may_see, within
from domain.rollout import FragmentInvalid, Value, parse_fragment
from domain.wire.v1_fleet import LARGEST_FRAGMENT, Configuration, Purpose, Signed

AS_SHIPPED = 0  # what a terminal runs with that was never rolled out to


@dataclass(frozen=True)
class Change:
    """One value that differs; None: as shipped."""

    key: str
    before: Value | None
    after: Value | None


@dataclass(frozen=True)
class Touched:
    """Terminals that would change in the same way."""

    terminals: tuple[Terminal, ...]
    version: int  # that they are to run with now
    changes: tuple[Change, ...]

    @property
    def count(self) -> int:
        """How many terminals."""
        return len(self.terminals)


@dataclass(frozen=True)
class Progress:
    """How far the roll-outs have come: terminals that run with what they are to, and those that do not yet."""

    arrived: int
    waiting: tuple[Terminal, ...]


def add_version(work: Work, fragment: str, note: str) -> FleetConfiguration:
    """Keep a new version; nothing changes at any terminal. Raises Refused (role_missing, configuration_unfit)."""
    work.actor.require(Role.ADMIN)
    text = fragment.replace("\r\n", "\n").strip()
    if text:
        text += "\n"
    try:
        parse_fragment(text)
    except FragmentInvalid as invalid:
        raise Refused(Reason.CONFIGURATION_UNFIT, items=invalid.keys) from None
    if len(text.encode()) > LARGEST_FRAGMENT // 2:  # signed and in base64 it grows
        raise Refused(Reason.CONFIGURATION_UNFIT)
    row = FleetConfiguration(
        made_at=work.now, made_by=work.actor.name, note=note, fragment=text, sha256=hashlib.sha256(text.encode()).hexdigest()
    )
    work.session.add(row)
    work.session.flush()
    audit.record(work, "fleet.configuration_made", codes=(str(row.version),))
    return row


def get_version(work: Work, version: int) -> FleetConfiguration:
    """Return a version; raises Refused (not_found)."""
    row = work.session.get(FleetConfiguration, version)
    if row is None:
        raise Refused(Reason.NOT_FOUND)
    return row


def list_versions(work: Work) -> list[FleetConfiguration]:
    """Return every version, newest first."""
    return list(work.session.scalars(select(FleetConfiguration).order_by(FleetConfiguration.version.desc()).limit(50)))


def list_rollouts(work: Work) -> list[ConfigurationRollout]:
    """Return the newest roll-outs."""
    return list(work.session.scalars(select(ConfigurationRollout).order_by(ConfigurationRollout.number.desc()).limit(20)))


def preview(work: Work, version: int, districts: Collection[str], share: int) -> list[Touched]:
    """Return whom a roll-out would touch and which values would change. Raises Refused (role_missing, not_found)."""
    after = parse_fragment(get_version(work, version).fragment)
    groups: dict[int, list[Terminal]] = {}
    wanted = _wanted_versions(work)
    for terminal in _targets(work, version, districts, share):
        groups.setdefault(wanted.get(terminal.terminal_id, AS_SHIPPED), []).append(terminal)
    before = {one: parse_fragment(get_version(work, one).fragment) if one else {} for one in groups}
    return [Touched(tuple(groups[one]), one, _changes(before[one], after)) for one in sorted(groups)]


def roll_out(work: Work, version: int, districts: Sequence[str], share: int) -> ConfigurationRollout:
    """Have terminals run with a version, an older one too; they fetch it by themselves and take it up between two visits.

    Raises Refused (role_missing, not_found, configuration_unfit when it would touch nobody).
    """
    get_version(work, version)
    targets = _targets(work, version, districts, share)
    if not targets:
        raise Refused(Reason.CONFIGURATION_UNFIT)
    row = ConfigurationRollout(
        version=version,
        districts=sorted(districts),
        share=share,
        terminals=len(targets),
        made_at=work.now,
        made_by=work.actor.name,
    )
    work.session.add(row)
    work.session.flush()
    for terminal in targets:
        wanted = insert_into(work.session, WantedConfiguration).values(terminal_id=terminal.terminal_id, number=row.number)
        work.session.execute(wanted.on_conflict_do_update(index_elements=["terminal_id"], set_={"number": row.number}))
    audit.record(work, "fleet.configuration_rolled_out", codes=(str(version), f"{share}%", *sorted(districts)))
    return row


def signed_for(work: Work, terminal_id: str, lying: str | None) -> Signed | None:
    """Return what a terminal is to run with, signed, when it is another than what lies there."""
    row = work.session.get(WantedConfiguration, terminal_id)
    if row is None:
        return None
    version = get_version(work, work.session.get_one(ConfigurationRollout, row.number).version)
    if hash_of(version) == lying:
        return None
    told = Configuration(terminal_id=terminal_id, number=row.number, fragment=version.fragment, issued_at=work.now)
    return CommandKey(work.office.settings.keys_dir).sign(Purpose.CONFIGURATION, told)


def hash_of(version: FleetConfiguration) -> str | None:
    """Return by what a terminal tells that it runs with a version; None: as shipped."""
    return version.sha256 if version.fragment else None


def progress(work: Work) -> Progress:
    """Return how far the roll-outs have come within the scope of who asks."""
    rows = work.session.execute(
        select(Terminal, FleetConfiguration, TerminalState.configuration)
        .join(WantedConfiguration, WantedConfiguration.terminal_id == Terminal.terminal_id)
        .join(ConfigurationRollout, ConfigurationRollout.number == WantedConfiguration.number)
        .join(FleetConfiguration, FleetConfiguration.version == ConfigurationRollout.version)
        .outerjoin(TerminalState, TerminalState.terminal_id == Terminal.terminal_id)
        .where(Terminal.revoked_at.is_(None), within(work.actor.require(Role.ADMIN), Terminal.district))
        .order_by(Terminal.terminal_number)
    ).all()
    waiting = tuple(terminal for terminal, version, running in rows if hash_of(version) != running)
    return Progress(len(rows) - len(waiting), waiting)


def wanted_version(work: Work, terminal_id: str) -> int:
    """Return the version that a terminal is to run with, 0: as shipped."""
    return _wanted_versions(work).get(terminal_id, AS_SHIPPED)


def runs_with(work: Work, version: int, running: str | None) -> bool:
    """Tell whether a terminal that tells `running` runs with `version` (0: as shipped)."""
    return running == (hash_of(get_version(work, version)) if version else None)


def count_by_district(work: Work) -> dict[str, int]:
    """Return how many terminals there are in each district of who asks."""
    rows = work.session.execute(
        select(Terminal.district, func.count())
        .where(Terminal.revoked_at.is_(None), within(work.actor.require(Role.ADMIN), Terminal.district))
        .group_by(Terminal.district)
        .order_by(Terminal.district)
    )
    return dict(rows.all())


def _wanted_versions(work: Work) -> dict[str, int]:
    rows = work.session.execute(
        select(WantedConfiguration.terminal_id, ConfigurationRollout.version).join(
            ConfigurationRollout, ConfigurationRollout.number == WantedConfiguration.number
        )
    )
    return dict(rows.all())


def _targets(work: Work, version: int, districts: Collection[str], share: int) -> list[Terminal]:
    """Return the terminals of these districts that belong to the share: the same ones whenever the version is the same."""
    staff = work.actor.require(Role.ADMIN)
    if not all(may_see(staff, district) for district in districts):
        raise Refused(Reason.NOT_FOUND)
    mine = select(Terminal).where(Terminal.revoked_at.is_(None), within(staff, Terminal.district))
    if districts:
        mine = mine.where(Terminal.district.in_(districts))
    found = sorted(work.session.scalars(mine), key=lambda one: _lot(version, one.terminal_id))
    return sorted(found[: -(-len(found) * share // 100)], key=lambda one: one.terminal_number)


def _lot(version: int, terminal_id: str) -> str:
    return hashlib.sha256(f"{version}:{terminal_id}".encode()).hexdigest()


def _changes(before: dict[str, Value], after: dict[str, Value]) -> tuple[Change, ...]:
    keys = sorted({*before, *after})
    return tuple(Change(key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key))
