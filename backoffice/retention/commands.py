"""`backoffice evidence check | sweep`: the evidence store, looked at from the command line."""

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from backoffice.opening import open_office
from backoffice.retention.stores import StoreDown
from backoffice.retention.sweeping import check, sweep
from backoffice.settings import load_settings
from domain.clock import SystemClock

app = typer.Typer(help="The evidence store.", no_args_is_help=True)


@app.command("check")
def check_stores() -> None:
    """Write, read and remove one object in each store; exit status 1 and the reason when that cannot be done."""
    office = open_office(load_settings(), SystemClock())
    try:
        check(office)
    except StoreDown as down:
        _fail(down)
    finally:
        office.database.close()
    typer.echo(json.dumps({"store": office.settings.evidence_store.kind, "works": True}))


@app.command("sweep")
def sweep_stores(
    older_hours: Annotated[int, typer.Option(min=1, help="Leave alone what is younger.")] = 24,
    *,
    delete: Annotated[bool, typer.Option("--delete", help="Remove them; without it they are only counted.")] = False,
) -> None:
    """Count, or remove, objects that nobody can open: without a row, or with a key that was destroyed."""
    office = open_office(load_settings(), SystemClock())
    try:
        found = sweep(office, timedelta(hours=older_hours), delete=delete)
    except StoreDown as down:
        _fail(down)
    finally:
        office.database.close()
    typer.echo(json.dumps({name: asdict(one) for name, one in found.items()}))


def _fail(down: StoreDown) -> None:
    typer.echo(json.dumps({"code": down.reason.value, "message": down.why}), err=True)
    raise typer.Exit(1)
