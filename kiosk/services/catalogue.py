"""The fourteen services as this terminal offers them now: which are built, and why one cannot be begun."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec

from domain.failures import FailureCode
from domain.services import GROUPS, HomeEntry, Offered, ServiceGroup, ServiceSlug, ServiceTerms
from drivers.device import DeviceReport, DeviceStatus
from kiosk.flow.plan import Plan
from kiosk.payments.watch import CARD_READER, card_lies


def _plans() -> dict[ServiceSlug, Plan]:
    """Return the plan of every service that has a module of its own here."""
    names = {slug: f"kiosk.services.{slug}" for slug in ServiceSlug}
    return {slug: import_module(name).PLAN for slug, name in names.items() if find_spec(name)}


PLANS: Mapping[ServiceSlug, Plan] = _plans()
ENTRIES: Mapping[HomeEntry, Plan] = {entry: import_module(f"kiosk.services.{entry}").PLAN for entry in HomeEntry}
EVERY: Mapping[Offered, Plan] = {plan.slug: plan for plan in (*PLANS.values(), *ENTRIES.values())}
ENTRY_NEEDS = ("id_card_reader",)  # without a camera the progress of one application may still be asked for by its number

USABLE = frozenset({DeviceStatus.ONLINE, DeviceStatus.BUSY})
CAMERA = "camera"
CARD_LEFT = "unavailable.bank_card_left"
NOT_BUILT = "unavailable.not_built"
STARTING = "unavailable.starting"
NO_NETWORK = "unavailable.network"
CLOCK_WRONG = "unavailable.clock"
NOT_ENROLLED = "unavailable.not_enrolled"


class Catalogue:
    """Answers at any moment from what the devices, the line and the store last said; nothing here blocks."""

    def __init__(
        self,
        terms: Mapping[ServiceSlug, ServiceTerms],
        reports: Callable[[], Mapping[str, DeviceReport]],
        is_online: Callable[[], bool],
        trouble: Callable[[], FailureCode | None],
        is_clock_wrong: Callable[[], bool] = lambda: False,
    ) -> None:
        self._terms = terms
        self._reports = reports
        self._is_online = is_online
        self._trouble = trouble
        self._is_clock_wrong = is_clock_wrong

    def trouble(self) -> FailureCode | None:
        """Why nobody can be served, or None."""
        return self._trouble()

    def can_check_faces(self) -> bool:
        """Tell whether the camera and the process behind it are well."""
        report = self._reports().get(CAMERA)
        return report is not None and report.status in USABLE

    def groups(self) -> Sequence[tuple[ServiceGroup, Sequence[tuple[ServiceSlug, str | None]]]]:
        """Return every service in its group with the text key of what stands against it (None: available)."""
        return [(group, [(slug, self._reason(slug)) for slug in slugs]) for group, slugs in GROUPS.items()]

    def entry(self, entry: HomeEntry) -> str | None:
        """Return the text key of what stands against an entry of home that is no service (None: available)."""
        if entry not in ENTRIES:
            return NOT_BUILT
        if self._trouble() is FailureCode.TERMINAL_NOT_ENROLLED:
            return NOT_ENROLLED
        return self._lacking(ENTRY_NEEDS, needs_network=True)

    def _reason(self, slug: ServiceSlug) -> str | None:
        if slug not in PLANS or slug not in self._terms:
            return NOT_BUILT
        if self._trouble() is FailureCode.TERMINAL_NOT_ENROLLED:
            return NOT_ENROLLED
        terms = self._terms[slug]
        if terms.promised_working_days > 0 and self._is_clock_wrong():
            return CLOCK_WRONG  # the promise counts working days from a date that nobody knows here
        return self._lacking(terms.needs_devices, needs_network=terms.needs_network)

    def _lacking(self, devices: Sequence[str], *, needs_network: bool) -> str | None:
        reports = self._reports()
        for device in devices:
            report = reports.get(device)
            if report is not None and report.status is DeviceStatus.STARTING:
                return STARTING
            if report is None or report.status not in USABLE:
                return f"unavailable.device.{device}"
            if device == CARD_READER and card_lies(report):
                return CARD_LEFT  # whoever left it there, nobody else may pay with it
        return NO_NETWORK if needs_network and not self._is_online() else None
