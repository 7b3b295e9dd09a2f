"""Grounds of refusal that every application service shares."""

from datetime import date

from domain.licences import DrivingLicence, LicenceState
from domain.reasons import ReasonCode, Refusal
from domain.services import ServiceTerms

MONTHS = 12


def document_expired(valid_to: date | None, today: date) -> list[Refusal]:
    """An expired identity document proves nothing (居民身份证法 §5)."""
    return [Refusal(ReasonCode.ID_EXPIRED)] if valid_to is not None and valid_to < today else []


def issued_elsewhere(licence: DrivingLicence, terms: ServiceTerms) -> list[Refusal]:
    """Licences issued elsewhere need 转入 at the window (162 §70)."""
    served = licence.archive_number.startswith(terms.issuer_prefixes)
    return [] if served and LicenceState.TRANSFERRED_OUT not in licence.states else [Refusal(ReasonCode.OUT_OF_AREA)]


def already_pending(pending: bool) -> list[Refusal]:
    """The same business may be pending once only."""
    return [Refusal(ReasonCode.DUPLICATE)] if pending else []


def reissued_too_often(reissues: tuple[date, ...], today: date, terms: ServiceTerms) -> list[Refusal]:
    """Frequent re-issue in a short time is handled on site 转为现场办理 (162 §83; threshold is configuration)."""
    since = months_before(today, terms.reissue_window_months)
    recent = sum(since < day <= today for day in reissues)
    return [Refusal(ReasonCode.REISSUE_LIMIT)] if recent >= terms.reissue_limit else []


def months_before(day: date, months: int) -> date:
    """Return the same day `months` earlier, the month's last day where it is shorter."""
    index = day.year * MONTHS + day.month - 1 - months
    year, month = divmod(index, MONTHS)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
