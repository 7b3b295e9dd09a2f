"""The rules of the photograph: how old it may be, and a configuration that is refused with file, key and reason."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.config_table import ConfigError
from domain.licence_photo import PhotoDefect, doubts_of, is_recent, parse_photo_rules
from tests.paths import CONFIG

TEXT = (CONFIG / "photo.toml").read_text("utf-8")
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def test_the_file_that_is_shipped_is_understood() -> None:
    rules = parse_photo_rules(TEXT)
    assert (rules.size.width_mm, rules.size.height_mm) == (22, 32)
    assert (rules.size.head_height.least, rules.size.head_height.most) == (19, 22)
    assert rules.size.largest_bytes <= 100_000


@pytest.mark.parametrize(
    ("taken", "last"),
    [
        (date(2026, 5, 22), date(2026, 11, 22)),
        (date(2026, 8, 31), date(2027, 2, 28)),  # February has no 31st
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 8, 29)),
        (date(2026, 7, 1), date(2027, 1, 1)),  # over the year's end
    ],
)
def test_it_may_be_used_again_up_to_the_same_day_six_months_later(taken: date, last: date) -> None:
    day = timedelta(days=1)
    assert is_recent(taken, last, 6)
    assert not is_recent(taken, last + day, 6)
    assert is_recent(taken, taken, 6)
    assert not is_recent(taken, taken - day, 6), "a photograph of tomorrow is a mistake in the register"


@given(DAYS, DAYS, st.integers(1, 59))
def test_more_months_never_allow_less(taken: date, today: date, months: int) -> None:
    assert not is_recent(taken, today, months) or is_recent(taken, today, months + 1)


@given(DAYS, st.integers(1, 60))
def test_an_age_has_one_last_day(taken: date, months: int) -> None:
    last = [is_recent(taken, taken + timedelta(days=after), months) for after in (0, months * 28 - 1, months * 31 + 1)]
    assert last == [True, True, False]


def test_what_the_office_is_told() -> None:
    assert doubts_of((PhotoDefect.EYES, PhotoDefect.BLUR), background_replaced=True) == ["eyes", "blur", "background_replaced"]
    assert doubts_of((), background_replaced=False) == []


BENT = {
    "taking.tries": ("tries = 3", "tries = 0"),
    "taking.try_seconds": ("try_seconds = 30", 'try_seconds = "30"'),
    "taking.months": ("months = 6", "months = 0"),
    "size.head_height_mm": ("most = 22 }", "most = 31 }"),
    "size.head_width_mm": ("most = 16 }", "most = 22 }"),
    "size.head_height_mm.most": ("least = 19, most = 22", "least = 19, most = 18"),
    "size.width_px": ("width_px = 413", "width_px = 600"),
    "size.largest_bytes": ("largest_bytes = 100000", "largest_bytes = 0"),
    "limits.replace_ground": ("replace_ground = true", "replace_ground = 1"),
    "limits.rol": ("roll = 7 ", "rol = 8\nroll = 7 "),
    "limits.turn": ("turn = 14 ", "# "),
}


@pytest.mark.parametrize("key", list(BENT))
def test_a_file_that_cannot_be_is_refused_by_its_key(key: str) -> None:
    old, new = BENT[key]
    assert old in TEXT
    with pytest.raises(ConfigError) as refused:
        parse_photo_rules(TEXT.replace(old, new, 1))
    assert (refused.value.file, refused.value.key) == ("config/photo.toml", key)


def test_what_is_no_toml_is_said() -> None:
    with pytest.raises(ConfigError, match=r"config/photo\.toml"):
        parse_photo_rules("[taking")
