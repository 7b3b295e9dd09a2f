"""What changed between two reports, and nothing else."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.failures import FailureCode
from drivers.device import DeviceReport, DeviceStatus
from drivers.status_events import StatusEvent, event_of

WORDS = st.sampled_from(["a", "b", "c"])
REPORTS = st.builds(
    DeviceReport,
    status=st.sampled_from(DeviceStatus),
    failure=st.none() | st.sampled_from(FailureCode),
    warnings=st.lists(WORDS, unique=True).map(tuple),
    details=st.dictionaries(WORDS, WORDS).map(lambda found: tuple(found.items())),
)


@given(REPORTS)
def test_what_stays_is_no_event(report: DeviceReport) -> None:
    assert not event_of(report, report)
    assert event_of(report, report) == StatusEvent()


@given(REPORTS, REPORTS)
def test_an_event_takes_the_one_report_to_the_other(before: DeviceReport, now: DeviceReport) -> None:
    event = event_of(before, now)
    assert (event.status or before.status) is now.status
    assert (event.failure_came if event.failure_came or event.failure_went else before.failure) is now.failure
    assert {*before.warnings} - {*event.warnings_went} | {*event.warnings_came} == {*now.warnings}
    kept = {name: value for name, value in before.details if name not in event.details_went}
    assert kept | dict(event.details) == dict(now.details)


def test_pictures_a_second_are_no_news() -> None:
    before = DeviceReport(DeviceStatus.ONLINE, details=(("fps", "30"),))
    event = event_of(before, replace(before, details=(("fps", "29"),)))
    assert event
    assert not event.is_news
    assert event_of(before, replace(before, warnings=("paper_near_end",))).is_news
