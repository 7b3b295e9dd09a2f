from datetime import date

import pytest

from domain.config_table import ConfigError
from domain.rulebook import fee_on, parse_fees, parse_notice, parse_terms
from domain.services import WITHOUT_APPLICATION, End, ServiceSlug
from domain.texts import Language
from tests.paths import CONFIG

LOSS = ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS


def test_the_terms_of_every_configured_service_parse() -> None:
    for path in (CONFIG / "services").glob("*.toml"):
        terms = parse_terms(path.read_text())
        assert terms.slug == path.stem
        assert terms.promised_working_days > 0 or terms.slug in WITHOUT_APPLICATION or terms.ends is End.COMPLETED


@pytest.mark.parametrize("key", ["reissue_limit", "issuer_prefixes", "second_person_reasons"])
def test_only_a_service_without_application_may_leave_out_what_applications_need(key: str) -> None:
    text = (CONFIG / "services" / f"{LOSS}.toml").read_text()
    with pytest.raises(ConfigError, match=f"{LOSS}.toml: {key}: is missing"):
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


@pytest.mark.parametrize(
    ("kind", "fen"), [("01", 10000), ("02", 10000), ("52", 10000), ("15", 5000), ("13", 4000), ("07", 3500), ("08", 3500)]
)
def test_plates_cost_what_their_kind_costs(kind: str, fen: int) -> None:
    fees, day = parse_fees((CONFIG / "fees.toml").read_text()), date(2026, 11, 22)
    for service in (ServiceSlug.PLATE_REISSUE, ServiceSlug.PLATE_REPLACE):
        assert fee_on(fees, service, day, plate_kind=kind) == fen
        assert fee_on(fees, service, day, item="temporary_plate") == 500
        with pytest.raises(LookupError):
            fee_on(fees, service, day, plate_kind="23")


@pytest.mark.parametrize(
    "line", ["amount_fen = -1", 'amount_fen = "10"', "amount_fen = 1\nplate_kind = 2", 'amount_fen = 1\nitem = ""']
)
def test_a_row_of_fees_that_cannot_be_is_named(line: str) -> None:
    with pytest.raises(ConfigError, match=r"config/fees\.toml: fee\[0\]"):
        parse_fees(f'[[fee]]\nservice = "plate_reissue"\nvalid_from = 2005-01-01\nbasis = "x"\n{line}\n')
