"""What the technician's command lines of all devices share: settings, words, results and the way failures are said.

With ``--json`` exactly one object goes to standard output. Exit status: 0 success, 1 a failure of the catalogue, 2 wrong usage.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from domain.failures import FailureCode, FailureEntry, KnownFailure, parse_failures
from domain.texts import Language, TextBook, parse_texts
from drivers.device import DeviceReport, DeviceStatus, SelfTestResult
from drivers.settings import CONFIG_DIR, load_device_table

PortOption = Annotated[Path | None, typer.Option("--port", help="Serial port, instead of the configured one.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]

S = TypeVar("S", bound=BaseModel)


def load_settings(device: str, model: type[S], port: Path | str | None, key: str = "port") -> S:
    """Return the settings of `device`, with `port` instead of the configured `key` if given; status 2 if wrong."""
    try:
        table = load_device_table(device)
        return model.model_validate({**table, key: port} if port else table)
    except (OSError, ValueError, TypeError, ValidationError) as cause:
        typer.echo(f"devices.{device}: {cause}", err=True)
        raise typer.Exit(2) from cause


@cache
def texts() -> TextBook:
    """Return the words of the devices' command lines."""
    return parse_texts([(CONFIG_DIR / "texts" / "devices.toml").read_text("utf-8")])


def say(key: str, **values: object) -> str:
    """Return one text, Chinese first."""
    chinese, english = (texts().get(key, language, **values) for language in (Language.ZH, Language.EN))
    return f"{chinese}  {english}"


def run(work: Callable[[], Mapping[str, Any]], as_json: bool) -> None:
    """Do `work`, print what it found, and end with status 1 and the failure's name when it fails."""
    try:
        found = work()
    except KnownFailure as failure:
        fail(failure.code, as_json)
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else _readable(found))


def fail(code: FailureCode, as_json: bool) -> NoReturn:
    """Say the failure and end with status 1."""
    entry = _entry(code)
    if as_json:
        typer.echo(
            json.dumps({"code": code.value, "message": entry.citizen_zh, "hint": entry.technician_zh}, ensure_ascii=False)
        )
    else:
        lines = (f"✗ {code.value}", entry.citizen_zh, entry.citizen_en, f"→ {entry.technician_zh}", f"→ {entry.technician_en}")
        typer.echo("\n".join(lines))
    raise typer.Exit(1)


def describe_report(report: DeviceReport) -> dict[str, Any]:
    """Return what a device says of itself; raises its failure when it is not online."""
    if report.failure is not None:
        raise KnownFailure(report.failure)
    if report.status is not DeviceStatus.ONLINE:
        raise KnownFailure(FailureCode.DEVICE_SILENT)
    return {"status": report.status.value, "warnings": list(report.warnings), **dict(report.details)}


def describe_self_test(result: SelfTestResult) -> dict[str, Any]:
    """Return the outcome of a self-test that passed; raises its failure when it did not."""
    if not result.passed:
        raise KnownFailure(result.failure or FailureCode.TERMINAL_FAULT)
    return {"passed": True, **dict(result.details)}


def _entry(code: FailureCode) -> FailureEntry:
    return parse_failures((CONFIG_DIR / "failures.toml").read_text("utf-8"))[code]


def _readable(found: Mapping[str, Any]) -> str:
    return "\n".join(f"{say(f'technician.{key}')}: {_value(value)}" for key, value in found.items())


def _value(value: object) -> str:
    if isinstance(value, bool):
        return say("technician.yes" if value else "technician.no")
    if isinstance(value, list):
        return ", ".join(say(f"technician.warning.{item}") for item in value) or say("technician.none")
    return str(value) if value not in {None, ""} else "—"
