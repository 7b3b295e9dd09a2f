"""`backoffice fleet …`: pair a new terminal, list them, revoke one, renew the sealing key. Mounted by `backoffice.__main__`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

from backoffice.fleet import certificates, errands, services
from backoffice.fleet.models import Terminal
from backoffice.intake.keys import SealingKeys, face_keys
from backoffice.migrations import migrate
from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.retention.durable_files import write_durably
from backoffice.settings import load_settings
from domain.clock import SystemClock

app = typer.Typer(name="fleet", help="Terminals of this office.", no_args_is_help=True)

Overlay = Annotated[Path | None, typer.Option(help="Overlay on config/office.toml; default: BACKOFFICE_OVERLAY.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@contextmanager
def _opened(overlay: Path | None) -> Iterator[Office]:
    office = open_office(load_settings(overlay), SystemClock())
    try:
        migrate(office.database.engine)
        yield office
    finally:
        office.database.close()


@app.command()
def pair(
    place_zh: Annotated[str, typer.Option(help="Where it will stand, as receipts name it.")],
    place_en: Annotated[str, typer.Option(help="The same in English.")],
    district: Annotated[str, typer.Option(help="District or county it stands in: code or name.")] = "",
    overlay: Overlay = None,
    as_json: Json = False,
) -> None:
    """Make a pairing token for one terminal: good once, for one hour."""
    with _opened(overlay) as office:
        code = next((region.code for region in office.regions if region.name == district), district)
        try:
            with office.writing(SYSTEM) as work:
                new = services.make_pairing_token(work, place_zh, place_en, code)
        except services.NoSuchDistrict:
            typer.echo("no district or county of this code or name", err=True)
            raise typer.Exit(2) from None
    shown = {"token": new.token, "expires_at": new.expires_at.isoformat()}
    typer.echo(json.dumps(shown) if as_json else f"{new.token}\n({new.expires_at:%Y-%m-%d %H:%M})")


@app.command("list")
def list_terminals(overlay: Overlay = None, as_json: Json = False) -> None:
    """List the terminals, newest last."""
    with _opened(overlay) as office, office.reading() as work:
        rows = work.session.scalars(select(Terminal).order_by(Terminal.terminal_number)).all()
    shown = [
        {
            "terminal_id": row.terminal_id,
            "terminal_number": row.terminal_number,
            "place_zh": row.place_zh,
            "district": row.district,
            "revoked": row.revoked_at is not None,
        }
        for row in rows
    ]
    if as_json:
        typer.echo(json.dumps({"terminals": shown}, ensure_ascii=False))
        return
    for row in shown:
        typer.echo("{terminal_number:>4}  {terminal_id}  {place_zh}{mark}".format(**row, mark="  x" if row["revoked"] else ""))


@app.command()
def revoke(terminal_id: str, overlay: Overlay = None) -> None:
    """Refuse a terminal's signatures from now on (stolen, scrapped)."""
    with _opened(overlay) as office:
        try:
            with office.writing(SYSTEM) as work:
                services.revoke(work, terminal_id)
        except services.NoSuchTerminal:
            typer.echo("no terminal of this id", err=True)
            raise typer.Exit(1) from None


@app.command()
def allow(number: Annotated[str, typer.Argument(help="Staff number, four digits.")], overlay: Overlay = None) -> None:
    """Let a technician open the terminals; the PIN is shown only now."""
    with _opened(overlay) as office:
        try:
            with office.writing(SYSTEM) as work:
                new = errands.allow(work, number)
        except errands.NumberRefused:
            typer.echo("a staff number has four digits", err=True)
            raise typer.Exit(2) from None
    typer.echo(new.pin)


@app.command("self-test")
def self_test(terminal_id: str, overlay: Overlay = None) -> None:
    """Have a terminal test itself between two visits; the fleet desk shows what it found."""
    with _opened(overlay) as office:
        try:
            with office.writing(SYSTEM) as work:
                errand = errands.ask_for_self_test(work, terminal_id)
        except services.NoSuchTerminal:
            typer.echo("no terminal of this id", err=True)
            raise typer.Exit(1) from None
    typer.echo(errand)


@app.command("authority")
def show_authority(overlay: Overlay = None) -> None:
    """Print the certificate of the terminals' authority, by which the proxy knows them; it is made when there is none."""
    with _opened(overlay) as office:
        typer.echo(certificates.authority_of(office).pem, nl=False)


@app.command("crl")
def show_revocation_list(
    overlay: Overlay = None,
    to: Annotated[Path | None, typer.Option(help="Write it there as a whole instead of printing it.")] = None,
) -> None:
    """Print the list of revoked client certificates (PEM), fresh for `crl_days`."""
    with _opened(overlay) as office, office.reading() as work:
        listed = certificates.revocation_list(work)
    if to is None:
        typer.echo(listed, nl=False)
        return
    write_durably(to, listed.encode())
    to.chmod(0o644)  # the proxy reads it as another user, and there is nothing secret in it


@app.command("new-sealing-key")
def new_sealing_key(
    overlay: Overlay = None,
    faces: Annotated[bool, typer.Option("--faces", help="The key of the live pictures instead.")] = False,
) -> None:
    """Make a new sealing key; terminals take it with their next heartbeat, older keys still open what was sealed to them."""
    with _opened(overlay) as office:
        keys = face_keys if faces else SealingKeys
        typer.echo(keys(office.settings.keys_dir).add().key_id)
