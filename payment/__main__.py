"""Commands of the payment process. What they show of a card is its first six and last four digits."""

import ctypes
import json
import logging
import os
import queue
import resource
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn
from uuid import uuid4

import typer

from domain.clock import SystemClock
from domain.failures import FailureCode, KnownFailure, parse_failures
from payment.client import Connection, PaymentClient
from payment.contract import PaymentProgress, PaymentResult
from payment.settings import CONFIG_DIR, Settings, load_settings
from payment.wire import SOCKET_NAME, Request

app = typer.Typer(help="Bank-card payments.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Overlay = Annotated[Path | None, typer.Option("--overlay", help="Overlay on config/; default: KIOSK_OVERLAY.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]

PR_SET_DUMPABLE, PR_SET_PDEATHSIG = 4, 1
LONGEST_S = 700.0


@app.command()
def serve(
    overlay: Overlay = None,
    die_with_parent: Annotated[bool, typer.Option("--die-with-parent", help="End when the starting process ends.")] = False,
) -> None:
    """Take payments for the terminal until told to stop."""
    from payment.opening import only_one, payment_dir

    settings = _settings(overlay)
    _harden(die_with_parent)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    wanted = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)  # Event.set may wait for itself when a second signal interrupts it
        wanted.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        with only_one(payment_dir(settings)):
            ended = _take_payments(settings, wanted)
    except KnownFailure as failure:
        _fail(failure.code, as_json=False)
    raise typer.Exit(0 if ended else 1)


def _take_payments(settings: Settings, wanted: threading.Event) -> bool:
    """Serve until it is wanted to end; False when a device hung."""
    from payment.opening import open_till, payment_dir
    from payment.server import Server

    till = open_till(settings, SystemClock())
    server = Server(payment_dir(settings) / SOCKET_NAME, till)
    till.start()
    server.start()
    wanted.wait()
    server.stop()
    return till.stop()


@app.command()
def pay(amount_fen: int, overlay: Overlay = None, as_json: Json = False) -> None:
    """Take one payment as a technician, over the path that citizens use; the process must be running."""
    answers: queue.SimpleQueue[PaymentResult | FailureCode] = queue.SimpleQueue()

    def tell(progress: PaymentProgress) -> None:
        typer.echo(f"{progress.phase.value} {'∗' * progress.pin_digits}", err=True)

    _client(overlay).pay(uuid4(), amount_fen, tell, answers.put)
    answer = answers.get(timeout=LONGEST_S)
    if isinstance(answer, FailureCode):
        _fail(answer, as_json)
    _tell(_shown(answer), as_json)


@app.command()
def status(overlay: Overlay = None, as_json: Json = False) -> None:
    """Say how reader, PIN pad and the acquirer's line are."""
    reports = _client(overlay).reports()
    _tell({name: report.status.value for name, report in reports.items()}, as_json)


@app.command("self-test")
def self_test(overlay: Overlay = None, as_json: Json = False) -> None:
    """Test reader, pad and sign-on without a card."""
    passed = _ask(overlay, Request(do="self_test"), as_json).get("passed") is True
    _tell({"passed": passed}, as_json)
    raise typer.Exit(0 if passed else 1)


@app.command()
def recover(overlay: Overlay = None, as_json: Json = False) -> None:
    """Try now to clarify what is pending."""
    _tell({"left": _ask(overlay, Request(do="recover"), as_json).get("left")}, as_json)


@app.command()
def eject(overlay: Overlay = None, as_json: Json = False) -> None:
    """Release a card that was left in the slot."""
    _ask(overlay, Request(do="eject"), as_json)
    _tell({"released": True}, as_json)


@app.command()
def pending(overlay: Overlay = None, as_json: Json = False) -> None:
    """List every payment of this terminal and what became of it."""
    from payment.backends.built_in.journal import Journal
    from payment.opening import payment_dir

    journal = Journal(payment_dir(_settings(overlay)), SystemClock())
    rows = [_shown(result) for result in journal.orders()]
    journal.close()
    if as_json:
        print(json.dumps({"payments": rows}, ensure_ascii=False))
        return
    for row in rows:
        print("  ".join(str(value) for value in row.values() if value is not None))


def _shown(result: PaymentResult) -> dict[str, Any]:
    return {
        "order_id": str(result.order_id),
        "outcome": result.outcome.value,
        "amount_fen": result.amount_fen,
        "card": result.card,
        "reference": result.reference,
        "trace": result.trace,
        "reason": result.reason,
        "at": result.at.isoformat() if result.at else None,
    }


def _harden(die_with_parent: bool) -> None:
    """No core dumps and no foreign look into this memory: it holds keys and card data."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    if die_with_parent:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() == 1:
            raise typer.Exit(1)


def _client(overlay: Path | None) -> PaymentClient:
    return PaymentClient(_settings(overlay).state_dir / "payment" / SOCKET_NAME)


def _ask(overlay: Path | None, request: Request, as_json: bool) -> dict[str, Any]:
    try:
        connection = Connection(_settings(overlay).state_dir / "payment" / SOCKET_NAME, LONGEST_S)
    except OSError:
        _fail(FailureCode.PAYMENT_PROCESS_GONE, as_json)
    connection.say(request.model_dump_json())
    for line in connection.lines():
        connection.close()
        if line.failure is not None:
            _fail(line.failure, as_json)
        return line.model_dump()
    return _fail(FailureCode.PAYMENT_PROCESS_GONE, as_json)


def _settings(overlay: Path | None) -> Settings:
    try:
        return load_settings(overlay)
    except (OSError, ValueError) as error:
        typer.echo(f"settings: {error}", err=True)
        raise typer.Exit(2) from error


def _tell(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for key, value in found.items():
        print(f"{key}: {value}")


def _fail(code: FailureCode, as_json: bool) -> NoReturn:
    entry = parse_failures((CONFIG_DIR / "failures.toml").read_text("utf-8"))[code]
    if as_json:
        print(json.dumps({"code": code.value, "message": entry.citizen_zh, "hint": entry.technician_zh}, ensure_ascii=False))
    else:
        typer.echo("\n".join((code.value, entry.technician_zh, entry.technician_en)), err=True)
    raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    app(prog_name="payment")


if __name__ == "__main__":
    main()
