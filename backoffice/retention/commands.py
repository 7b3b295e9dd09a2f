"""`backoffice evidence check | sweep | verify`: the evidence store, looked at from the command line."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from backoffice.office import Office
from backoffice.opening import open_office
from backoffice.retention.stores import StoreDown
from backoffice.retention.sweeping import check, sweep
from backoffice.retention.verifying import verify
from backoffice.settings import load_settings
from domain.clock import SystemClock

app = typer.Typer(help="The evidence store.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
STORES = {"evidence": "证据库 / evidence", "faces": "人脸库 / faces"}
FAULTS = {"missing": "缺失 / missing", "damaged": "损坏 / damaged"}


@app.command("check")
def check_stores(as_json: Json = False) -> None:
    """Write, read and remove one object in each store; exit status 1 and the reason when that cannot be done."""
    with _opened() as office:
        check(office)
        kind = office.settings.evidence_store.kind.value
    _say(as_json, {"store": kind, "works": True}, [f"证据库可用 / the evidence store works ({kind})"])


@app.command("sweep")
def sweep_stores(
    older_hours: Annotated[int, typer.Option(min=1, help="Leave alone what is younger.")] = 24,
    *,
    delete: Annotated[bool, typer.Option("--delete", help="Remove them; without it they are only counted.")] = False,
    as_json: Json = False,
) -> None:
    """Count, or remove, objects that nobody can open: without a row, or with a key that was destroyed."""
    with _opened() as office:
        found = sweep(office, timedelta(hours=older_hours), delete=delete)
    done = "已删除 / removed" if delete else "可删除 / to be removed (--delete)"
    lines = [f"{STORES[name]}: 共 {one.objects} 件 / objects, {done}: {one.orphans}" for name, one in found.items()]
    _say(as_json, {name: asdict(one) for name, one in found.items()}, lines)


@app.command("verify")
def verify_stores(as_json: Json = False) -> None:
    """Read every kept object and compare it with its row; exit status 1 when one is missing or damaged."""
    with _opened() as office:
        found = verify(office)
    lines = [f"{FAULTS[one.fault]}: {one.case_number}  {STORES[one.store]}  {one.name}" for one in found.wrong]
    lines.append(
        f"已核对 {found.objects} 件, 有误 {len(found.wrong)} 件 / objects read {found.objects}, wrong {len(found.wrong)}"
    )
    _say(as_json, asdict(found), lines)
    if found.wrong:
        raise typer.Exit(1)


@contextmanager
def _opened() -> Iterator[Office]:
    """Open the office; says why and ends with status 1 where a store is down."""
    try:
        office = open_office(load_settings(), SystemClock())
        with closing(office.database):
            yield office
    except StoreDown as down:
        told = {"code": down.reason.value, "message": f"证据库无法使用 / the evidence store cannot be used: {down.why}"}
        typer.echo(json.dumps(told, ensure_ascii=False), err=True)
        raise typer.Exit(1) from None


def _say(as_json: bool, told: Mapping[str, object], lines: list[str]) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(lines))
