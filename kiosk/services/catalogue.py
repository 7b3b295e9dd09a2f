"""The fourteen services as this terminal offers them now: which are built, and why one cannot be begun."""

from collections.abc import Callable, Mapping, Sequence

from domain.failures import FailureCode
from domain.services import GROUPS, ServiceGroup, ServiceSlug, ServiceTerms
from drivers.device import DeviceReport, DeviceStatus
from kiosk.flow.plan import Plan
from kiosk.payments.watch import CARD_READER, card_lies
from kiosk.services import driver_licence_reissue_loss, violation_query

PLANS: Mapping[ServiceSlug, Plan] = {plan.slug: plan for plan in (driver_licence_reissue_loss.PLAN, violation_query.PLAN)}

USABLE = frozenset({DeviceStatus.ONLINE, DeviceStatus.BUSY})
CAMERA = "camera"
CARD_LEFT = "unavailable.bank_card_left"
NOT_BUILT = "unavailable.not_built"
STARTING = "unavailable.starting"
NO_NETWORK = "unavailable.network"
NOT_ENROLLED = "unavailable.not_enrolled"


class Catalogue:
    """Answers at any moment from what the devices, the line and the store last said; nothing here blocks."""

    def __init__(
        self,
        terms: Mapping[ServiceSlug, ServiceTerms],
        reports: Callable[[], Mapping[str, DeviceReport]],
        is_online: Callable[[], bool],
        trouble: Callable[[], FailureCode | None],
    ) -> None:
        self._terms = terms
        self._reports = reports
        self._is_online = is_online
        self._trouble = trouble

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

    def _reason(self, slug: ServiceSlug) -> str | None:
        if slug not in PLANS:
            return NOT_BUILT
        if self._trouble() is FailureCode.TERMINAL_NOT_ENROLLED:
            return NOT_ENROLLED
        terms, reports = self._terms[slug], self._reports()
        for device in terms.needs_devices:
            report = reports.get(device)
            if report is not None and report.status is DeviceStatus.STARTING:
                return STARTING
            if report is None or report.status not in USABLE:
                return f"unavailable.device.{device}"
            if device == CARD_READER and card_lies(report):
                return CARD_LEFT  # whoever left it there, nobody else may pay with it
        return NO_NETWORK if terms.needs_network and not self._is_online() else None
