from datetime import date

import pytest

from domain.rulebook import fee_on, parse_fees, parse_notice, parse_terms
from domain.services import WITHOUT_APPLICATION, ServiceSlug
from domain.texts import Language
from tests.paths import CONFIG

LOSS = ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS


def test_the_terms_of_every_configured_service_parse() -> None:
    for path in (CONFIG / "services").glob("*.toml"):
        terms = parse_terms(path.read_text())
        assert terms.slug == path.stem
        assert (terms.promised_working_days > 0) is (terms.slug not in WITHOUT_APPLICATION)


@pytest.mark.parametrize("key", ["reissue_limit", "issuer_prefixes", "second_person_reasons"])
def test_only_a_service_without_application_may_leave_out_what_applications_need(key: str) -> None:
    text = (CONFIG / "services" / f"{LOSS}.toml").read_text()
    with pytest.raises(KeyError, match=key):
        parse_terms("\n".join(line for line in text.splitlines() if not line.startswith(key)))
    assert parse_terms((CONFIG / "services" / "violation_query.toml").read_text()).reissue_limit == 0


def test_a_lost_licence_costs_ten_yuan_and_the_row_names_its_basis() -> None:
    fees = parse_fees((CONFIG / "fees.toml").read_text())
    assert fee_on(fees, LOSS, date(2026, 11, 22)) == 1000
    assert "2831" in next(fee.basis for fee in fees if fee.service is LOSS)


def test_the_latest_fee_in_force_counts() -> None:
    row = '[[fee]]\nservice = "driver_licence_reissue_loss"\namount_fen = {}\nvalid_from = {}\nbasis = "test"\n'
    fees = parse_fees(row.format(1000, "2004-01-01") + row.format(0, "2026-12-01"))
    assert fee_on(fees, LOSS, date(2026, 11, 30)) == 1000
    assert fee_on(fees, LOSS, date(2026, 12, 1)) == 0
    with pytest.raises(LookupError):
        fee_on(fees, LOSS, date(2003, 1, 1))


def test_a_notice_is_proven_by_what_was_shown() -> None:
    text = 'id = "truth"\nversion = "1"\n[zh]\ntitle = "真实性申告"\ntext = "甲"\n[en]\ntitle = "Truth"\ntext = "a"\n'
    notice = parse_notice(text)
    assert notice.sha256(Language.ZH) != notice.sha256(Language.EN)
    assert parse_notice(text.replace("甲", "乙")).sha256(Language.ZH) != notice.sha256(Language.ZH)
