"""`backoffice payments …`: what was paid, for scripts and reconciliation. Mounted by `backoffice.__main__`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from backoffice.audit import services as audit
from backoffice.migrations import migrate
from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.payments import ledger, reconciling
from backoffice.payments.differences import count_by_state
from backoffice.payments.ledger import Day, PaymentEntry, PaymentFilter, Total
from backoffice.payments.models import PaymentState
from backoffice.payments.statement_models import AcquirerStatement, DifferenceState
from backoffice.refusals import Refused
from backoffice.settings import load_settings
from domain.clock import SystemClock

app = typer.Typer(name="payments", help="What was paid.", no_args_is_help=True)

Overlay = Annotated[Path | None, typer.Option(help="Overlay on config/office.toml; default: BACKOFFICE_OVERLAY.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
OnDay = Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="Only of this day.")]


@contextmanager
def _opened(overlay: Path | None) -> Iterator[Office]:
    office = open_office(load_settings(overlay), SystemClock())
    try:
        migrate(office.database.engine)
        yield office
    finally:
        office.database.close()


@app.command("list")
def list_payments(day: OnDay = None, state: PaymentState | None = None, overlay: Overlay = None, as_json: Json = False) -> None:
    """List payments, oldest first."""
    wanted = PaymentFilter(day=day.date() if day else None, state=state)
    with _opened(overlay) as office, office.writing(SYSTEM) as work:
        audit.record(work, "payments.listed", None, (day.date().isoformat(),) if day else ())
        entries = ledger.list_payments(work, wanted, limit=None)[::-1]
    if as_json:
        typer.echo(json.dumps({"payments": [_shown(entry) for entry in entries]}, ensure_ascii=False))
        return
    for entry in entries:
        typer.echo(f"{entry.paid_at:%Y-%m-%d %H:%M}  {entry.number}  {entry.amount_fen / 100:9.2f}  {entry.state}")


@app.command("day")
def show_day(
    day: Annotated[datetime | None, typer.Argument(formats=["%Y-%m-%d"], help="Default: today.")] = None,
    overlay: Overlay = None,
    as_json: Json = False,
) -> None:
    """Show a day's totals."""
    with _opened(overlay) as office, office.reading() as work:
        totals = ledger.day_of(work, day.date() if day else work.now.date())
    if as_json:
        typer.echo(json.dumps(_day(totals)))
        return
    for name in ("posted", "refund_due", "refunded", "put_aside"):
        total: Total = getattr(totals, name)
        typer.echo(f"{name:10} {total.count:6} {total.amount_fen / 100:12.2f}")


@app.command("import")
def import_file(file: Path, overlay: Overlay = None, as_json: Json = False) -> None:
    """Take in the acquirer's statement of a day and hold it against what was posted; exit status 1 when it is refused."""
    content = file.read_bytes()
    with _opened(overlay) as office:
        try:
            with office.writing(SYSTEM) as work:
                statement = reconciling.import_statement(work, content)
                told = _statement(statement, count_by_state(work)[DifferenceState.OPEN])
        except Refused as refused:
            typer.echo(json.dumps({"code": refused.reason, "where": refused.items}), err=True)
            raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(told))
        return
    for name, value in told.items():
        typer.echo(f"{name:12} {value}")


def _statement(statement: AcquirerStatement, open_differences: int) -> dict[str, str | int]:
    return {
        "day": statement.day.isoformat(),
        "lines": statement.lines,
        "amount_fen": statement.amount_fen,
        "matched": statement.matched,
        "matched_fen": statement.matched_fen,
        "ours": statement.ours,
        "ours_fen": statement.ours_fen,
        "open": open_differences,
    }


def _shown(entry: PaymentEntry) -> dict[str, str | int | None]:
    return {
        "order_id": str(entry.order_id),
        "number": entry.number,
        "service": entry.service.value,
        "terminal": entry.terminal,
        "amount_fen": entry.amount_fen,
        "owed_fen": entry.owed_fen if entry.refund_due_at else 0,
        "card": entry.card,
        "reference": entry.reference,
        "authorisation": entry.authorisation,
        "trace": entry.trace,
        "batch": entry.batch,
        "paid_at": entry.paid_at.isoformat(),
        "received_at": entry.received_at.isoformat(),
        "state": entry.state.value,
        "refund_reference": entry.refund_reference,
    }


def _day(totals: Day) -> dict[str, object]:
    named: dict[str, Total] = {name: getattr(totals, name) for name in ("posted", "refund_due", "refunded", "put_aside")}
    terminals = [{"terminal": number, **vars(total)} for number, total in totals.terminals]
    return {"day": totals.day.isoformat(), **{name: vars(total) for name, total in named.items()}, "terminals": terminals}
