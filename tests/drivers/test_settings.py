"""The table of one device: the cabinet's, then the overlay's."""

from pathlib import Path

import pytest

from drivers.id_card_reader.hardware import IdCardReaderSettings
from drivers.receipt_printer.hardware import ReceiptPrinterSettings
from drivers.settings import OVERLAY_VARIABLE, load_device_table


def test_the_cabinets_ports_are_names_of_udev() -> None:
    reader = IdCardReaderSettings.model_validate(load_device_table("id_card_reader"))
    printer = ReceiptPrinterSettings.model_validate(load_device_table("receipt_printer"))
    assert (reader.port, printer.port) == (Path("/dev/kiosk-id-card-reader"), Path("/dev/kiosk-receipt-printer"))


def test_an_overlay_names_another_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text('profile = "sandbox"\n[devices.id_card_reader]\nport = "/tmp/reader"\n')
    monkeypatch.setenv(OVERLAY_VARIABLE, str(overlay))
    assert load_device_table("id_card_reader")["port"] == "/tmp/reader"
    assert load_device_table("id_card_reader")["baudrate"] == 115200
    assert load_device_table("receipt_printer")["port"] == "/dev/kiosk-receipt-printer"


def test_a_device_must_be_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text("[devices]\nid_card_reader = 1\n")
    monkeypatch.setenv(OVERLAY_VARIABLE, str(overlay))
    with pytest.raises(TypeError):
        load_device_table("id_card_reader")
