"""`backoffice staff …`: the first administrator, and help when nobody can sign in. Mounted by `backoffice.__main__`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from backoffice.office import SYSTEM, Work
from backoffice.opening import open_office
from backoffice.refusals import Reason, Refused
from backoffice.settings import load_settings
from backoffice.staff import services
from backoffice.staff.models import Role, Staff
from domain.clock import SystemClock

app = typer.Typer(help="Members of staff.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Roles = Annotated[list[Role], typer.Option("--role", help="Several times for several; an administrator has no other.")]
Districts = Annotated[list[str], typer.Option("--district", help="Six-digit region code; none: the whole city.")]
NO_DISTRICTS: list[str] = []


@app.command("add")
def add(username: str, display_name: str, role: Roles, district: Districts = NO_DISTRICTS, as_json: AsJson = False) -> None:
    """Add a member of staff; prints a one-time password, which must be changed at the first sign-in."""
    with _writing(username) as work:
        password = services.add_newcomer(work, username, display_name, tuple(role), tuple(district))
    _tell(username, password, as_json)


@app.command("list")
def list_members(as_json: AsJson = False) -> None:
    """List everybody."""
    office = open_office(load_settings(), SystemClock())
    with office.reading() as work:
        everybody = services.list_staff(work.session)
    office.database.close()
    if as_json:
        typer.echo(json.dumps({"staff": [_row(one) for one in everybody]}, ensure_ascii=False))
        return
    for one in everybody:
        disabled = () if one.active else ("x",)
        typer.echo(" ".join((f"{one.username:16}", one.display_name, *one.roles, *one.districts, *disabled)))


@app.command("disable")
def disable(username: str) -> None:
    """Disable a member of staff; every session ends at once."""
    with _writing(username) as work:
        services.disable_staff(work, username)


@app.command("enable")
def enable(username: str, as_json: AsJson = False) -> None:
    """Let somebody who was disabled in again; prints a one-time password."""
    with _writing(username) as work:
        password = services.enable_staff(work, username)
    _tell(username, password, as_json)


@app.command("duties")
def duties(username: str, role: Roles, district: Districts = NO_DISTRICTS) -> None:
    """Set roles and districts; every session ends."""
    with _writing(username) as work:
        services.set_duties(work, username, tuple(role), tuple(district))


@app.command("new-password")
def new_password(username: str, as_json: AsJson = False) -> None:
    """Print a one-time password for somebody who forgot his own."""
    with _writing(username) as work:
        password = services.give_one_time_password(work, username)
    _tell(username, password, as_json)


@app.command("reset-second-factor")
def reset_second_factor(username: str) -> None:
    """Take a lost second factor away; the next sign-in sets up another one."""
    with _writing(username) as work:
        services.reset_second_factor(work, username)


@app.command("unlock")
def unlock(username: str) -> None:
    """Forget the failures of a name, so that its owner need not wait."""
    with _writing(username) as work:
        services.unlock(work, username)


@app.command("end-sessions")
def end_sessions(username: str) -> None:
    """End every session of somebody."""
    with _writing(username) as work:
        services.end_sessions(work, username)


@contextmanager
def _writing(username: str) -> Iterator[Work]:
    """Give a unit of work of the command line; a refusal ends the program with status 1."""
    office = open_office(load_settings(), SystemClock())
    try:
        with office.writing(SYSTEM) as work:
            yield work
    except Refused as refused:
        code = "staff_unknown" if refused.reason is Reason.NOT_FOUND else refused.reason.value
        typer.echo(json.dumps({"code": code, "message": username}, ensure_ascii=False), err=True)
        raise typer.Exit(1) from None
    finally:
        office.database.close()


def _tell(username: str, password: str, as_json: bool) -> None:
    told = {"username": username, "password": password}
    hours = load_settings().sign_in.one_time_hours
    typer.echo(json.dumps(told) if as_json else f"{password}\n(once, within {hours} hours, to be changed at the first sign-in)")


def _row(one: Staff) -> dict[str, object]:
    return {
        "username": one.username,
        "display_name": one.display_name,
        "roles": one.roles,
        "districts": one.districts,
        "active": one.active,
        "second_factor": one.second_factor is not None,
    }
