"""Nothing personal reaches the log, whoever says it and however."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from kiosk.bugs import tell_bug
from kiosk.logs import close_logging, configure_logging
from kiosk.settings import Log

SECRETS = ["500103199001010010", "13896204417", "张三丰", "SMITH JOHN", "2611220001000017", "民权路28号"]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    handler = configure_logging(tmp_path, Log())
    yield tmp_path / "log" / "kiosk.log"
    close_logging(handler)


def said(file: Path) -> str:
    return file.read_text("utf-8")


@pytest.mark.expects_log
@pytest.mark.parametrize("secret", SECRETS)
def test_a_planted_secret_never_reaches_the_file(file: Path, secret: str) -> None:
    log = logging.getLogger("kiosk.somewhere")
    log.info("read %s", secret)
    log.warning("%s", {"name": secret})
    log.info("number %d", 500103199001010010)
    logging.getLogger("urllib3.connectionpool").warning("POST /%s", secret)
    structlog.get_logger("kiosk.other").info("read", name=secret, code=secret, device="id_card_reader")
    try:
        raise ValueError(secret)  # noqa: TRY301 - the message is the point
    except ValueError as bug:
        tell_bug(log, "step address", bug)
        log.exception("failed")
    text = said(file)
    assert text.count("\n") >= 6
    assert secret not in text
    assert json.dumps(secret)[1:-1] not in text
    assert "500103199001010010" not in text


@pytest.mark.expects_log
def test_what_a_technician_needs_is_there(file: Path) -> None:
    log = logging.getLogger("drivers.supervisor")
    log.info("device %s: %s %s", "id_card_reader", "offline", "device_silent")
    try:
        raise KeyError("x")  # noqa: TRY301 - a bug to tell
    except KeyError as bug:
        tell_bug(log, "step address", bug)
    rows = [json.loads(line) for line in said(file).splitlines()]
    assert rows[0]["event"] == "device id_card_reader: offline device_silent"
    assert rows[0]["logger"] == "drivers.supervisor"
    assert "KeyError at test_logs.py:" in rows[1]["event"]
    assert rows[1]["level"] == "error"


def test_the_file_is_rotated(tmp_path: Path) -> None:
    handler = configure_logging(tmp_path, Log(max_bytes=10_000, files=2))
    log = logging.getLogger("kiosk.much")
    for _ in range(400):
        log.info("something happened and happened again")
    close_logging(handler)
    assert sorted(path.name for path in (tmp_path / "log").iterdir()) == ["kiosk.log", "kiosk.log.1", "kiosk.log.2"]
