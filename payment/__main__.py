"""Commands of the payment process. What they show of a card is its first six and last four digits."""

import ctypes
import json
import logging
import os
import queue
import signal
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn
from uuid import uuid4

import typer

from domain.clock import SHANGHAI, SystemClock
from domain.failures import FailureCode, KnownFailure, parse_failures
from drivers.command_line import say
from drivers.device import DeviceStatus
from drivers.life_signs import find_life_signs
from drivers.private_memory import keep_memory_private
from payment.client import Connection, PaymentClient
from payment.contract import PaymentOutcome, PaymentProgress, PaymentResult
from payment.settings import CONFIG_DIR, Settings, load_settings
from payment.wire import MOST_FEN, SOCKET_NAME, Request

app = typer.Typer(help="Bank-card payments.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Overlay = Annotated[Path | None, typer.Option("--overlay", help="Overlay on config/; default: KIOSK_OVERLAY.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Amount = Annotated[int, typer.Argument(min=1, max=MOST_FEN, help="Fen; 100 are one yuan.")]

PR_SET_PDEATHSIG = 1  # linux/prctl.h
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
    path = payment_dir(settings) / SOCKET_NAME
    server, signs = Server(path, till), find_life_signs(SystemClock())
    till.start()
    server.start()
    signs.ready()
    while not wanted.wait(signs.every_s):
        if PaymentClient(path).answers():  # asked over the socket that the terminal uses
            signs.alive()
    signs.ending()
    server.stop()
    return till.stop()


@app.command()
def pay(amount_fen: Amount, overlay: Overlay = None, as_json: Json = False) -> None:
    """Take one payment as a technician, over the path that citizens use; the process must be running."""
    answers: queue.SimpleQueue[PaymentResult | FailureCode] = queue.SimpleQueue()

    def tell(progress: PaymentProgress) -> None:
        typer.echo(f"{say(f'payment_line.phase.{progress.phase.value}')} {'∗' * progress.pin_digits}", err=True)

    _client(overlay).pay(uuid4(), amount_fen, tell, answers.put)
    answer = answers.get(timeout=LONGEST_S)
    if isinstance(answer, FailureCode):
        _fail(answer, as_json)
    _tell(_shown(answer), as_json, _in_words(answer))
    raise typer.Exit(0 if answer.outcome is PaymentOutcome.APPROVED else 1)


@app.command()
def status(overlay: Overlay = None, as_json: Json = False) -> None:
    """Say how reader, PIN pad and the acquirer's line are; status 1 unless all are there."""
    reports = _client(overlay).reports()
    working = (DeviceStatus.ONLINE, DeviceStatus.BUSY)
    wrong = {
        name: report.failure or FailureCode.DEVICE_SILENT for name, report in reports.items() if report.status not in working
    }
    shown = {name: say(f"payment_line.status.{report.status.value}") for name, report in reports.items()}
    _tell_devices({name: report.status.value for name, report in reports.items()}, shown, wrong, as_json)


@app.command("self-test")
def self_test(overlay: Overlay = None, as_json: Json = False) -> None:
    """Test reader, pad and sign-on without a card; status 1 unless all passed."""
    results = _client(overlay).self_test()
    wrong = {name: result.failure or FailureCode.TERMINAL_FAULT for name, result in results.items() if not result.passed}
    found = {name: wrong[name].value if name in wrong else "passed" for name in results}
    shown = {name: wrong[name].value if name in wrong else say("payment_line.passed") for name in results}
    _tell_devices(found, shown, wrong, as_json)


@app.command()
def recover(overlay: Overlay = None, as_json: Json = False) -> None:
    """Try now to clarify what is pending."""
    left = _ask(overlay, Request(do="recover"), as_json).get("left")
    _tell({"left": left}, as_json, [f"{say('payment_line.left')}: {left}"])


@app.command()
def eject(overlay: Overlay = None, as_json: Json = False) -> None:
    """Release a card that was left in the slot."""
    _ask(overlay, Request(do="eject"), as_json)
    _tell({"released": True}, as_json, [say("payment_line.released")])


@app.command()
def pending(overlay: Overlay = None, as_json: Json = False) -> None:
    """List every payment of this terminal and what became of it."""
    from payment.backends.built_in.journal import Journal
    from payment.opening import payment_dir

    journal = Journal(payment_dir(_settings(overlay)), SystemClock())
    results = journal.orders()
    journal.close()
    lines = [say("payment_line.heading"), *map(_row, results)] if results else [say("payment_line.no_payments")]
    _tell({"payments": [_shown(result) for result in results]}, as_json, lines)


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


def _in_words(result: PaymentResult) -> list[str]:
    facts = {
        "outcome": say(f"payment_line.outcome_of.{result.outcome.value}"),
        "amount": _yuan(result.amount_fen),
        **{key: value for key, value in _shown(result).items() if key not in {"outcome", "amount_fen"}},
    }
    return [f"{say(f'payment_line.{key}')}: {value}" for key, value in facts.items() if value is not None]


def _row(result: PaymentResult) -> str:
    """Return one line under the heading; a dash where nothing is known."""
    at = result.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if result.at else None
    outcome, amount = say(f"payment_line.outcome_of.{result.outcome.value}"), _yuan(result.amount_fen)
    facts = (at, outcome, amount, result.card, result.reference, result.trace, result.reason, result.order_id)
    return " | ".join("—" if fact is None else str(fact) for fact in facts)


def _yuan(fen: int) -> str:
    return say("payment_line.yuan", amount=f"{fen // 100}.{fen % 100:02d}")


def _harden(die_with_parent: bool) -> None:
    """No core dumps and no foreign look into this memory: it holds keys and card data."""
    keep_memory_private()
    if die_with_parent:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
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


def _tell(found: Mapping[str, Any], as_json: bool, lines: Sequence[str]) -> None:
    """Print `found` for programs or `lines` for people."""
    print(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(lines))


def _tell_devices(found: Mapping[str, str], shown: Mapping[str, str], wrong: Mapping[str, FailureCode], as_json: bool) -> None:
    """Say how each device is; end with status 1 and the first failure's name when one is `wrong`."""
    if not (as_json and wrong):
        _tell({"devices": found}, as_json, [f"{say(f'payment_line.device.{name}')}: {shown[name]}" for name in shown])
    for code in wrong.values():
        _fail(code, as_json, devices=found)


def _fail(code: FailureCode, as_json: bool, **more: Any) -> NoReturn:
    entry = parse_failures((CONFIG_DIR / "failures.toml").read_text("utf-8"))[code]
    if as_json:
        shown = {"code": code.value, "message": entry.citizen_zh, "hint": entry.technician_zh, **more}
        print(json.dumps(shown, ensure_ascii=False))
    else:
        typer.echo("\n".join((code.value, entry.technician_zh, entry.technician_en)), err=True)
    raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    app(prog_name="payment")


if __name__ == "__main__":
    main()
