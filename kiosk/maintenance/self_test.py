"""The self-test walks the production path of every device, without a citizen, and keeps the outcome in the store."""

from collections.abc import Callable, Mapping
from contextlib import closing

from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from drivers.device import Device, SelfTestResult
from kiosk.audit.events import parse_events
from kiosk.face.bench import open_face
from kiosk.hardware import (
    open_documents,
    open_papers,
    open_printer,
    open_reader,
    open_scanner,
    opener_of_board,
    opener_of_speaker,
    opener_of_ups,
)
from kiosk.settings import Settings
from kiosk.store.room import StoreRoom

Opener = Callable[[Settings, Clock], Device]
AskPayment = Callable[[], dict[str, SelfTestResult]]
OPENERS: Mapping[str, Opener] = {
    "id_card_reader": open_reader,
    "receipt_printer": open_printer,
    "document_printer": open_documents,
    "code_scanner": open_scanner,
    "camera": open_face,
    "document_camera": open_papers,
}
FITTED: Mapping[str, Callable[[Settings, Clock], Callable[[], Device] | None]] = {
    "cabinet": opener_of_board,
    "ups": opener_of_ups,
    "speaker": opener_of_speaker,
}
"""What some cabinets do not have."""


def run_self_test(
    settings: Settings, clock: Clock, openers: Mapping[str, Opener] | None = None, ask_payment: AskPayment = dict
) -> dict[str, SelfTestResult]:
    """Test every device and keep the results; `ask_payment` has the payment process test its own.

    Raises :class:`KnownFailure` (``store_failed``) when they cannot be kept. A device that the running terminal holds answers
    ``device_in_use``.
    """
    wanted = openers_of(settings) if openers is None else openers
    results = {device: try_device(opener, settings, clock) for device, opener in wanted.items()}
    results |= ask_payment()
    events = parse_events((settings.config_dir / "events.toml").read_text("utf-8"))
    with closing(StoreRoom(settings.state_dir, clock, events, lambda: None)) as store:
        store.open(settle=False)
        for device, result in results.items():
            store.keep_self_test(device, result)
    return results


def openers_of(settings: Settings) -> Mapping[str, Opener]:
    """Return how each device is opened that this cabinet has."""
    fitted = (device for device in FITTED if settings.devices.get(device, {"fitted": False}).get("fitted", True))
    return {**OPENERS, **{device: _fitted(FITTED[device]) for device in fitted}}


def try_device(opener: Opener, settings: Settings, clock: Clock) -> SelfTestResult:
    """Open one device, test it, close it."""
    try:
        with closing(opener(settings, clock)) as device:
            return device.self_test()
    except KnownFailure as failure:
        return SelfTestResult(passed=False, failure=failure.code)
    except ValueError:
        return SelfTestResult(passed=False, failure=FailureCode.TERMINAL_FAULT)


def _fitted(find: Callable[[Settings, Clock], Callable[[], Device] | None]) -> Opener:
    def open_it(settings: Settings, clock: Clock) -> Device:
        opener = find(settings, clock)
        if opener is None:
            raise KnownFailure(FailureCode.DEVICE_UNPLUGGED)
        return opener()

    return open_it
