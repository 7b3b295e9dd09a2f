import pytest

from domain.failures import FailureCode, parse_failures
from domain.reasons import ReasonCode
from domain.services import GROUPS, ServiceSlug
from domain.texts import Language, TextBook, parse_texts
from tests.paths import CONFIG


@pytest.fixture(scope="module")
def book() -> TextBook:
    return parse_texts(path.read_text() for path in sorted((CONFIG / "texts").glob("*.toml")))


def test_every_service_group_and_reason_has_its_words(book: TextBook) -> None:
    wanted = [f"service.{slug}.name" for slug in ServiceSlug]
    wanted += [f"group.{group}" for group in GROUPS]
    wanted += [f"reason.{code}.{part}" for code in ReasonCode for part in ("citizen", "instead", "label")]
    assert [key for key in wanted if not book.has(key)] == []


def test_the_fourteen_services_stand_in_four_groups_once_each() -> None:
    slugs = [slug for group in GROUPS.values() for slug in group]
    assert sorted(slugs) == sorted(ServiceSlug)
    assert len(slugs) == 14


def test_every_failure_has_sentence_hint_and_action() -> None:
    assert set(parse_failures((CONFIG / "failures.toml").read_text())) == set(FailureCode)


def test_no_sentence_blames_or_shrugs(book: TextBook) -> None:
    """No "unknown error", no exception text, no exclamation mark."""
    for key in book:
        english = book.get(key, Language.EN).lower()
        assert "unknown error" not in english
        assert "exception" not in english
        assert "!" not in english
        assert "！" not in book.get(key, Language.ZH)


def test_values_are_filled_in() -> None:
    book = parse_texts(['[a]\nzh = "{n} 天"\nen = "{n} days"'])
    assert book.get("a", Language.EN, n=3) == "3 days"
    assert book.in_language(Language.ZH) == {"a": "{n} 天"}


@pytest.mark.parametrize(
    ("text", "message"),
    [('[a]\nzh = "x"', "lacks en"), ('[a]\nzh = ""\nen = "x"', "lacks zh"), ('a = "x"', "not a table")],
)
def test_half_a_text_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_texts([text])


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        parse_texts(['[a]\nzh = "x"\nen = "x"'] * 2)
