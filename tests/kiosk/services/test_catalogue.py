"""What the home screen offers, and why not."""

import pytest

from domain.failures import FailureCode
from domain.rulebook import parse_terms
from domain.services import HomeEntry, ServiceSlug, ServiceTerms
from drivers.device import DeviceReport, DeviceStatus
from kiosk.services.catalogue import ENTRIES, EVERY, PLANS, Catalogue
from tests.kiosk.stage import LOSS
from tests.paths import CONFIG

QUERY = ServiceSlug.VIOLATION_QUERY
TERMS = parse_terms((CONFIG / "services" / f"{LOSS}.toml").read_text("utf-8"))
QUERY_TERMS = parse_terms((CONFIG / "services" / f"{QUERY}.toml").read_text("utf-8"))
WELL = DeviceReport(DeviceStatus.ONLINE)


def reasons(
    status: DeviceStatus | None = DeviceStatus.ONLINE,
    trouble: FailureCode | None = None,
    terms: ServiceTerms = TERMS,
    online: bool = True,
) -> dict[ServiceSlug, str | None]:
    reports = dict.fromkeys(("camera", "bank_card_reader", "pin_pad", "acquirer"), WELL) | (
        {"id_card_reader": DeviceReport(status)} if status else {}
    )
    catalogue = Catalogue({LOSS: terms, QUERY: QUERY_TERMS}, lambda: reports, lambda: online, lambda: trouble)
    return {slug: reason for _, services in catalogue.groups() for slug, reason in services}


def test_fourteen_services_in_four_groups() -> None:
    assert set(reasons()) == set(ServiceSlug)


def test_what_is_not_built_says_so() -> None:
    found = reasons()
    assert found.pop(LOSS) is None
    assert found.pop(QUERY) is None
    assert set(found.values()) == {"unavailable.not_built"}


FINE = {DeviceStatus.ONLINE, DeviceStatus.BUSY, DeviceStatus.STARTING}


@pytest.mark.parametrize("status", [None, *sorted(set(DeviceStatus) - FINE)])
def test_a_device_that_is_not_well_stands_against_the_service(status: DeviceStatus | None) -> None:
    assert reasons(status)[LOSS] == "unavailable.device.id_card_reader"


def test_a_device_that_begins_is_no_broken_one() -> None:
    assert reasons(DeviceStatus.STARTING)[LOSS] == "unavailable.starting"


def test_a_busy_reader_is_only_reading() -> None:
    assert reasons(DeviceStatus.BUSY)[LOSS] is None


def test_a_card_that_somebody_left_in_the_slot_stands_against_paying_until_it_is_gone() -> None:
    reports = dict.fromkeys(TERMS.needs_devices, WELL)
    catalogue = Catalogue({LOSS: TERMS, QUERY: QUERY_TERMS}, lambda: reports, lambda: True, lambda: None)

    def said() -> str | None:
        return next(why for _, services in catalogue.groups() for slug, why in services if slug is LOSS)

    assert said() is None
    reports["bank_card_reader"] = DeviceReport(DeviceStatus.ONLINE, details=(("card", "present"),))
    assert said() == "unavailable.bank_card_left"
    reports["bank_card_reader"] = DeviceReport(DeviceStatus.ONLINE, details=(("card", "absent"),))
    assert said() is None


def test_without_enrolment_nothing_is_offered() -> None:
    assert reasons(trouble=FailureCode.TERMINAL_NOT_ENROLLED)[LOSS] == "unavailable.not_enrolled"


def test_the_network_counts_only_for_who_needs_it() -> None:
    from dataclasses import replace

    assert reasons(online=False)[LOSS] is None
    assert reasons(online=False, terms=replace(TERMS, needs_network=True))[LOSS] == "unavailable.network"


@pytest.mark.parametrize(
    ("devices", "online", "reason"),
    [
        ({"id_card_reader": WELL, "camera": WELL}, True, None),
        ({"id_card_reader": WELL, "camera": WELL}, False, "unavailable.network"),
        ({"id_card_reader": WELL}, True, "unavailable.device.camera"),
        ({"id_card_reader": WELL, "camera": DeviceReport(DeviceStatus.HARDWARE_ERROR)}, False, "unavailable.device.camera"),
        ({"camera": WELL}, True, "unavailable.device.id_card_reader"),
    ],
)
def test_a_query_says_before_it_begins_what_stands_against_it_and_comes_back_by_itself(
    devices: dict[str, DeviceReport], online: bool, reason: str | None
) -> None:
    now: dict[str, DeviceReport] = dict(devices)
    line = [online]
    catalogue = Catalogue({LOSS: TERMS, QUERY: QUERY_TERMS}, lambda: now, lambda: line[0], lambda: None)

    def said() -> str | None:
        return next(why for _, services in catalogue.groups() for slug, why in services if slug is QUERY)

    assert said() == reason
    now.update({"id_card_reader": WELL, "camera": WELL})
    line[0] = True
    assert said() is None


@pytest.mark.parametrize(
    ("devices", "online", "trouble", "against"),
    [
        (("id_card_reader", "camera"), True, None, None),
        (("id_card_reader",), True, None, None),  # the progress of a number needs no face
        (("camera",), True, None, "unavailable.device.id_card_reader"),
        (("id_card_reader", "camera"), False, None, "unavailable.network"),
        (("id_card_reader", "camera"), True, FailureCode.TERMINAL_NOT_ENROLLED, "unavailable.not_enrolled"),
    ],
)
def test_own_applications_need_card_and_network_only(
    devices: tuple[str, ...], online: bool, trouble: FailureCode | None, against: str | None
) -> None:
    catalogue = Catalogue({}, lambda: dict.fromkeys(devices, WELL), lambda: online, lambda: trouble)
    assert catalogue.entry(HomeEntry.MY_APPLICATIONS) == against


def test_what_home_offers_beside_the_services_has_a_plan_of_its_own() -> None:
    assert set(ENTRIES) == set(HomeEntry)
    assert not set(ENTRIES) & set(PLANS)
    assert set(EVERY) == {*ENTRIES, *PLANS}
    with pytest.raises(LookupError):
        assert ENTRIES[HomeEntry.MY_APPLICATIONS].service


def test_with_a_wrong_clock_nothing_is_promised() -> None:
    wrong = [True]
    everything = dict.fromkeys((*TERMS.needs_devices, *QUERY_TERMS.needs_devices), WELL)
    terms = {LOSS: TERMS, QUERY: QUERY_TERMS}
    catalogue = Catalogue(terms, lambda: everything, lambda: True, lambda: None, lambda: wrong[0])
    offered = {slug: reason for _, services in catalogue.groups() for slug, reason in services}
    assert (offered[LOSS], offered[QUERY]) == ("unavailable.clock", None)
    wrong[0] = False
    offered = {slug: reason for _, services in catalogue.groups() for slug, reason in services}
    assert offered[LOSS] is None
