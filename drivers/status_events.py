"""What changed between two reports of a device, and nothing else (after XFS4IoT Common.StatusChangedEvent)."""

from dataclasses import dataclass

from domain.failures import FailureCode
from drivers.device import DeviceReport, DeviceStatus


@dataclass(frozen=True)
class StatusEvent:
    """A change. Whatever stayed as it was is None or empty; an event that tells of nothing is false."""

    status: DeviceStatus | None = None
    failure_came: FailureCode | None = None
    failure_went: FailureCode | None = None
    warnings_came: tuple[str, ...] = ()
    warnings_went: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()  # new ones, and those whose value is another
    details_went: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != StatusEvent()

    @property
    def is_news(self) -> bool:
        """Tell whether more than details changed: how many pictures a second a camera gives is no news."""
        return bool(self.status or self.failure_came or self.failure_went or self.warnings_came or self.warnings_went)


def event_of(before: DeviceReport, now: DeviceReport) -> StatusEvent:
    """Return what is different in `now`."""
    failed_anew = before.failure is not now.failure
    names = {name for name, _ in now.details}
    return StatusEvent(
        status=now.status if now.status is not before.status else None,
        failure_came=now.failure if failed_anew else None,
        failure_went=before.failure if failed_anew else None,
        warnings_came=tuple(warning for warning in now.warnings if warning not in before.warnings),
        warnings_went=tuple(warning for warning in before.warnings if warning not in now.warnings),
        details=tuple(detail for detail in now.details if detail not in before.details),
        details_went=tuple(name for name, _ in before.details if name not in names),
    )
