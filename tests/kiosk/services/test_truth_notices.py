"""Whoever answers for the truth reads the law of the matter at hand: licences', vehicles', or that of a pass."""

import pytest

from domain.rulebook import parse_notice
from domain.services import ServiceSlug
from domain.texts import Language
from kiosk.services.catalogue import PLANS
from tests.paths import CONFIG

LAWS = {"truth": "机动车驾驶证申领和使用规定", "truth_vehicle": "机动车登记规定", "truth_pass": "道路交通安全法"}
TRUTHS = {
    slug: notice for slug, plan in PLANS.items() if isinstance(slug, ServiceSlug) for notice in plan.notices if notice in LAWS
}


def own_truth(slug: ServiceSlug) -> str:
    if slug is ServiceSlug.TRUCK_PASS:
        return "truth_pass"
    return "truth" if "driver" in slug else "truth_vehicle"


@pytest.mark.parametrize("slug", list(TRUTHS))
def test_each_matter_has_its_own(slug: ServiceSlug) -> None:
    assert TRUTHS[slug] == own_truth(slug)


@pytest.mark.parametrize("notice_id", list(LAWS))
def test_it_names_its_own_law_and_no_other(notice_id: str) -> None:
    text = parse_notice((CONFIG / "notices" / f"{notice_id}.toml").read_text("utf-8")).text[Language.ZH]
    assert [law for law in LAWS.values() if law in text] == [LAWS[notice_id]]
