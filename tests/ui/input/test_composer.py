"""Letters, choices and what the backspace takes back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ui.input.conftest import Compose, texts, type_into
from ui.input.composer import LONGEST, Composer, in_syllables
from ui.input.contract import Candidate, Purpose, Reading, Source
from ui.input.methods import InputMethods


class Dictionary:
    """Two syllables of two letters each, whatever they are."""

    def read(self, letters: str) -> Reading:
        starts = tuple(range(0, len(letters) + 1, 2))
        return Reading(starts, ("天地"[: len(starts) - 1], "天", "地")) if len(starts) > 1 else Reading()


@pytest.fixture
def composer() -> Composer:
    return Composer(Dictionary())


def test_a_sentence_is_one_pick(compose: Compose) -> None:
    composer = compose(Purpose.TEXT, "chongqingshiyuzhongqu")
    assert composer.preedit == "chong qing shi yu zhong qu"
    assert composer.choose(0) == "重庆市渝中区"
    assert composer.letters == composer.preedit == ""
    assert composer.candidates == ()


def test_what_is_chosen_stands_in_front_until_the_letters_are_used_up(compose: Compose) -> None:
    composer = compose(Purpose.TEXT, "chongqingshiyuzhongqu")
    assert composer.choose(texts(composer).index("重庆")) == ""
    assert composer.preedit == "重庆shi yu zhong qu"
    assert composer.choose(texts(composer).index("市")) == ""
    assert composer.preedit == "重庆市yu zhong qu"
    assert composer.choose(0) == "重庆市渝中区"


def test_erasing_undoes_the_choice_and_then_letter_by_letter(composer: Composer) -> None:
    type_into(composer, "aabbc")
    assert composer.choose(1) == ""
    assert composer.preedit == "天bb c"
    assert composer.erase()
    assert composer.letters == "aabbc"
    assert composer.erase()
    assert composer.letters == "aabb"
    composer.choose(1)
    type_into(composer, "c")
    for left in ("bb", "b", "aa", "a", ""):
        assert composer.erase()
        assert composer.letters == left
    assert composer.preedit == ""
    assert not composer.erase()


def test_flushing_takes_first_candidates_and_letters_where_there_are_none(composer: Composer) -> None:
    assert composer.flush() == ""
    type_into(composer, "aabbccd")
    assert composer.flush() == "天地天d"
    assert composer.letters == ""


@pytest.mark.parametrize("letter", ["", "ab", "1", " ", "'", "é", "重", "\n", "ａ"])
def test_what_is_no_letter_is_not_taken(composer: Composer, letter: str) -> None:
    assert not composer.type(letter)
    assert composer.candidates == ()


def test_capitals_are_small_letters(composer: Composer) -> None:
    assert composer.type("A")
    assert composer.letters == "a"


def test_somebody_leaning_on_a_key_fills_no_memory(composer: Composer) -> None:
    taken = [composer.type("a") for _ in range(100)]
    assert sum(taken) == LONGEST
    assert not composer.separate()
    composer.choose(1)
    assert not composer.type("a")  # what is chosen may come back, so it counts


def test_one_separator_ends_a_syllable_and_only_one(compose: Compose) -> None:
    composer = compose(Purpose.TEXT, "xi")
    assert composer.separate()
    assert not composer.separate()
    type_into(composer, "an")
    assert composer.preedit == "xi'an"
    assert texts(composer)[0] == "西安"
    assert composer.choose(texts(composer).index("西")) == ""
    assert composer.preedit == "西an"
    assert not Composer(Dictionary()).separate()


def test_an_index_that_is_not_offered_changes_nothing(composer: Composer) -> None:
    type_into(composer, "aabb")
    for index in (-1, 3, 1000):
        assert composer.choose(index) == ""
    assert composer.preedit == "aa bb"


def test_what_is_given_up_is_what_was_chosen_and_what_waits(composer: Composer) -> None:
    type_into(composer, "aabb")
    composer.choose(1)
    assert composer.give_up() == ("天", "bb")
    assert (composer.preedit, texts(composer)) == ("", [])


def test_nothing_typed_shows_in_a_repr(compose: Compose) -> None:
    composer = compose(Purpose.NAME, "ouyang")
    shown = repr(composer) + repr(composer.candidates[0]) + repr(composer._reading) + repr(composer.candidates)
    assert "ouyang" not in shown
    assert "欧" not in shown


actions = st.one_of(
    st.sampled_from("abcxyzhnguiv"),
    st.sampled_from(["separate", "erase", "flush"]),
    st.integers(min_value=-1, max_value=40),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(purpose=st.sampled_from(Purpose), steps=st.lists(actions, max_size=30))
def test_whatever_is_touched_letters_and_candidates_stay_together(
    methods: InputMethods, purpose: Purpose, steps: list[str | int]
) -> None:
    composer = methods.composer(purpose)
    for step in steps:
        if isinstance(step, int):
            composer.choose(step)
        elif len(step) == 1:
            composer.type(step)
        else:
            getattr(composer, step)()
        assert bool(composer.letters) == bool(composer.candidates) == bool(composer.preedit)
        assert all(0 < candidate.letters <= len(composer.letters) for candidate in composer.candidates)
        assert len({candidate.text for candidate in composer.candidates}) == len(composer.candidates)


@pytest.mark.parametrize(
    ("letters", "starts", "shown"),
    [
        ("yuzhongqu", (0, 2, 7, 9), "yu zhong qu"),
        ("xi'an", (0, 3, 5), "xi'an"),
        ("xi'", (0, 3), "xi'"),
        ("yuzx", (0, 2), "yu zx"),
        ("iuv", (0,), "iuv"),
        ("", (0,), ""),
    ],
)
def test_letters_are_shown_in_syllables(letters: str, starts: tuple[int, ...], shown: str) -> None:
    assert in_syllables(letters, starts) == shown


def test_letters_nobody_knows_are_offered_as_they_are(compose: Compose) -> None:
    composer = compose(Purpose.TEXT, "vip")
    assert composer.candidates == (Candidate("vip", 3, Source.LETTERS),)
    assert composer.choose(0) == "vip"
