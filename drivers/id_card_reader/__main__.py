"""The technician's command line of the ID-card reader: the production path without the screens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Annotated, Any

import typer

from domain.clock import SystemClock
from domain.people import DocumentKind, IdDocument
from domain.texts import Language
from drivers.command_line import JsonOption, PortOption, describe_report, describe_self_test, load_settings, run, texts
from drivers.id_card_reader.contract import IdCardReader
from drivers.id_card_reader.hardware import IdCardReaderSettings, open_id_card_reader

WaitOption = Annotated[float, typer.Option("--wait", min=0, max=600, help="Seconds to wait for a card.")]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="ID-card reader.")


@app.command()
def status(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Ask the module how it is."""
    _with_reader(port, as_json, lambda reader: describe_report(reader.report()))


@app.command()
def read(port: PortOption = None, as_json: JsonOption = False, wait: WaitOption = 10.0) -> None:
    """Wait for a card and show what is on it. It is kept nowhere."""
    _with_reader(port, as_json, lambda reader: describe_document(reader.await_card(wait, Event())))


@app.command("self-test")
def self_test(port: PortOption = None, as_json: JsonOption = False) -> None:
    """Exercise the reader without a card."""
    _with_reader(port, as_json, lambda reader: describe_self_test(reader.self_test()))


def describe_document(document: IdDocument) -> dict[str, Any]:
    """Return a document in readable words: dates in ISO form, `valid_to` None for 长期, `photo` whether one is there."""
    return {
        "kind": document.kind.value,
        "name": document.name,
        "sex": texts().get(f"sex.{document.sex.value}", Language.ZH),
        "nation": _nation(document),
        "birth": document.birth.isoformat(),
        "address": document.address,
        "number": document.number,
        "authority": document.authority,
        "valid_from": document.valid_from.isoformat(),
        "valid_to": document.valid_to.isoformat() if document.valid_to else None,
        "photo": document.photo is not None,
    }


def _nation(document: IdDocument) -> str:
    """Name the nation of a resident 民族; a foreigner's nationality stays the code that the card holds."""
    key = f"nation.{document.nation}"
    known = document.kind is DocumentKind.RESIDENT_ID_CARD and texts().has(key)
    return texts().get(key, Language.ZH) if known else document.nation


def _with_reader(port: Path | None, as_json: bool, ask: Callable[[IdCardReader], dict[str, Any]]) -> None:
    settings = load_settings("id_card_reader", IdCardReaderSettings, port)

    def work() -> dict[str, Any]:
        with _opened(settings) as reader:
            return ask(reader)

    run(work, as_json)


@contextmanager
def _opened(settings: IdCardReaderSettings) -> Iterator[IdCardReader]:
    reader = open_id_card_reader(settings, SystemClock())
    try:
        yield reader
    finally:
        reader.close()


if __name__ == "__main__":
    app(prog_name="python -m drivers.id_card_reader")
