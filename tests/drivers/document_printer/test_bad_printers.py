"""Printers that forget, guess, restart, refuse or talk nonsense: never a guess of ours, never a second Print-Job."""

import logging
import socket
from contextlib import closing
from threading import Event, Thread
from typing import Any

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceStatus
from drivers.document_printer.contract import PrintableDocument
from drivers.document_printer.hardware import open_document_printer
from drivers.printing import PrintOutcome, PrintResult
from drivers.transport.ipp_line import IppLine
from tests.drivers.document_printer.conftest import quick
from tests.drivers.document_printer.scripted_printer import (
    CANCEL_JOB,
    GET_JOB,
    GET_PRINTER,
    PRINT_JOB,
    ScriptedPrinter,
    served,
)
from tests.drivers.pty_peer import eventually

DOCUMENT = PrintableDocument(b"%PDF-1.7 two sheets", 2, "fine_slip")
JOB = "fine_slip-0123456789ab"
UNKNOWN = FailureCode.DOCUMENT_RESULT_UNKNOWN
FAULT = FailureCode.DOCUMENT_PRINTER_FAULT
DELIVERED = PrintResult(PrintOutcome.DELIVERED, None, 2, 2)


def unknown(out: int | None) -> PrintResult:
    return PrintResult(PrintOutcome.UNKNOWN, UNKNOWN, out, 2)


def print_on(script: ScriptedPrinter, **settings: float) -> PrintResult:
    with served(script):
        printer = open_document_printer(quick(script.uri, **settings), SystemClock())
        with closing(printer):
            result = printer.print_document(DOCUMENT, JOB, Event())
    assert script.asked.count(PRINT_JOB) <= 1
    return result


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, DELIVERED),
        ({"phases": [(3, 0), (5, 1), (5, 2), (9, 2)]}, DELIVERED),
        ({"phases": [(7, 2)]}, DELIVERED),  # the cancel came too late: nothing that happened is hidden
        ({"job_reasons": ("cups-ipp-missing-job-history",)}, unknown(2)),  # CUPS guesses "completed"
        ({"job_reasons": ("job-completed-successfully", "cups-ipp-missing-job-history")}, unknown(2)),
        ({"phases": [(9, 1)]}, unknown(1)),  # says completed and did not count
        ({"phases": [(9, None)]}, unknown(None)),  # does not count at all
        ({"phases": [(7, None)]}, unknown(None)),
        ({"phases": [(8, 1)]}, PrintResult(PrintOutcome.NOT_DELIVERED, FAULT, 1, 2)),
        ({"forgets": True}, unknown(None)),
        ({"up_times": [100, 101, 3], "phases": [(5, 1)]}, unknown(1)),  # switched off and on
        ({"refuse": 0x040A}, PrintResult(PrintOutcome.NOT_DELIVERED, FAULT, 0, 2)),
        ({"refuse": 0x0507}, PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.DEVICE_BUSY, 0, 2)),
        ({"state": 5}, PrintResult(PrintOutcome.NOT_DELIVERED, FAULT, 0, 2)),
        ({"accepting": False}, PrintResult(PrintOutcome.NOT_DELIVERED, FAULT, 0, 2)),
        ({"reasons": ("paused",)}, PrintResult(PrintOutcome.NOT_DELIVERED, FAULT, 0, 2)),
        ({"garbage": (GET_PRINTER,)}, PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.DEVICE_SILENT, 0, 2)),
        ({"lose": (PRINT_JOB,)}, DELIVERED),  # the answer was lost: found by its name
        ({"garbage": (PRINT_JOB,)}, DELIVERED),
        ({"lose": (PRINT_JOB,), "forgets": True}, unknown(None)),  # it may still lie there unread
        ({"lose": (GET_JOB,)}, unknown(None)),
    ],
)
def test_nothing_is_guessed(changes: dict[str, Any], result: PrintResult) -> None:
    assert print_on(ScriptedPrinter(**changes)) == result


@pytest.mark.parametrize(
    ("reason", "failure"),
    [
        ("media-empty-report", FailureCode.DOCUMENT_PAPER_OUT),
        ("media-empty-error", FailureCode.DOCUMENT_PAPER_OUT),
        ("media-needed", FailureCode.DOCUMENT_PAPER_OUT),
        ("media-jam-warning", FailureCode.DOCUMENT_PAPER_JAM),
        ("door-open", FailureCode.DOCUMENT_COVER_OPEN),
        ("output-area-full-error", FailureCode.DOCUMENT_OUTPUT_FULL),
        ("marker-supply-empty-error", FailureCode.DOCUMENT_TONER_OUT),
    ],
)
@pytest.mark.parametrize("others", [(), ("media-low-warning", "toner-low")])
def test_a_reason_counts_whatever_follows_it_and_stands_beside_it(
    reason: str, failure: FailureCode, others: tuple[str, ...]
) -> None:
    with served(ScriptedPrinter(reasons=(*others, reason))) as script:
        printer = open_document_printer(quick(script.uri), SystemClock())
        assert printer.report().failure is failure
        printer.close()


def test_standing_still_for_too_long_is_ended_on_the_device() -> None:
    script = ScriptedPrinter(phases=[*[(6, 1)] * 12, (7, 1)])
    assert print_on(script) == PrintResult(PrintOutcome.NOT_DELIVERED, FAULT, 1, 2)
    assert script.asked.count(CANCEL_JOB) == 1


def test_a_job_that_takes_for_ever_is_ended_and_one_that_never_ends_is_unknown() -> None:
    script = ScriptedPrinter(phases=[(5, 1)])
    assert print_on(script, job_limit_s=0.1, cancel_limit_s=0.2) == unknown(1)
    assert script.asked.count(CANCEL_JOB) == 1


@pytest.mark.expects_log
def test_a_cancel_that_is_not_heard_is_said_again(caplog: pytest.LogCaptureFixture) -> None:
    script = ScriptedPrinter(phases=[(5, 1)], lose=(CANCEL_JOB,))
    caplog.set_level(logging.INFO)
    assert print_on(script, job_limit_s=0.1, lost_limit_s=0.5, cancel_limit_s=0.3) == unknown(1)
    assert script.asked.count(CANCEL_JOB) > 1


def test_a_job_of_somebody_else_with_our_number_is_not_ours() -> None:
    """After a power cut numbers begin anew."""
    script = ScriptedPrinter(phases=[(5, 1)])

    def become_another() -> None:
        assert eventually(lambda: GET_JOB in script.asked)
        script.job = "somebody_else"

    changing = Thread(target=become_another)
    changing.start()
    result = print_on(script)
    changing.join()
    assert result.outcome is PrintOutcome.UNKNOWN


def test_jobs_of_others_are_left_alone() -> None:
    with served(ScriptedPrinter(queued=1, job="Quartalsbericht.pdf", phases=[(5, 0)])) as script:
        printer = open_document_printer(quick(script.uri), SystemClock())
        assert printer.report().status is DeviceStatus.ONLINE
        printer.close()
    assert CANCEL_JOB not in script.asked


def test_an_answer_without_end_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def pour() -> None:
            line, _ = server.accept()
            with line:
                line.recv(65536)
                try:
                    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (2 << 20))
                except OSError:
                    return  # the driver had enough

        pouring = Thread(target=pour)
        pouring.start()
        line = IppLine(f"ipp://127.0.0.1:{server.getsockname()[1]}/", SystemClock())
        with pytest.raises(DeviceFailure, match="device_silent"):
            line.ask(b"?", 5.0)
        line.close()
        pouring.join()
