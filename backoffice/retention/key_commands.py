"""`backoffice keys list | rotate | rewrap | retire`: the master keys, which wrap the data keys of cases and live pictures."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from backoffice.office import Office
from backoffice.opening import open_office
from backoffice.retention import rewrapping
from backoffice.settings import load_settings
from domain.clock import SystemClock

app = typer.Typer(help="Master keys.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
WHY = {
    "key_too_new": "新主密钥启用未满一小时 / the newest master key is younger than an hour",
    "key_in_use": "仍有数据密钥由旧主密钥包裹, 先执行 keys rewrap / data keys are left under an older one: run `keys rewrap`",
}


@app.command("list")
def list_keys(as_json: Json = False) -> None:
    """Show every master key, oldest first, and how many data keys it wraps (`?`: no key that lies here opens them)."""
    with _opened() as office:
        found = {ring.name: rewrapping.count(office, ring) for ring in rewrapping.rings(office)}
    lines = [f"{name:24} {rows}" for counted in found.values() for name, rows in counted.items()]
    typer.echo(json.dumps(found) if as_json else "\n".join(lines))


@app.command()
def rotate(as_json: Json = False) -> None:
    """Make new master keys and wrap everything by them; the office may run. What is cut short, `rewrap` finishes."""
    with _opened() as office:
        for ring in rewrapping.rings(office):
            rewrapping.add(office, ring)
        _tell_rewrapped(office, as_json)


@app.command()
def rewrap(as_json: Json = False) -> None:
    """Wrap by the newest master keys whatever is not yet."""
    with _opened() as office:
        _tell_rewrapped(office, as_json)


@app.command()
def retire(as_json: Json = False) -> None:
    """Remove older master keys for good; refused while anything is left under them."""
    with _opened() as office:
        gone = {ring.name: rewrapping.retire(office, ring) for ring in rewrapping.rings(office)}
    names = ", ".join(name for names in gone.values() for name in names) or "-"
    typer.echo(json.dumps(gone) if as_json else f"已销毁旧主密钥 / older master keys removed: {names}")


def _tell_rewrapped(office: Office, as_json: bool) -> None:
    told = {ring.keys.newest.name: rewrapping.rewrap(office, ring) for ring in rewrapping.rings(office)}
    lines = [f"{name}: 重新包裹 {rows} / data keys wrapped anew: {rows}" for name, rows in told.items()]
    typer.echo(json.dumps(told) if as_json else "\n".join(lines))


@contextmanager
def _opened() -> Iterator[Office]:
    office = open_office(load_settings(), SystemClock())
    try:
        yield office
    except rewrapping.StillNeeded as needed:
        typer.echo(json.dumps({"code": needed.why, "message": WHY[needed.why]}, ensure_ascii=False), err=True)
        raise typer.Exit(1) from None
    finally:
        office.database.close()
