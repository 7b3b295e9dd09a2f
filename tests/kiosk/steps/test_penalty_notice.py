"""告知: what is shown is what is kept, whichever way is chosen, in the language it was read in."""

import pytest

from domain.rulebook import Notice
from domain.rules.violation_handling import Declaration
from domain.texts import Language
from domain.wire import declarations
from kiosk.services.handling import as_notice, is_genuine
from tests.kiosk.services.handling import NONE, THREE, a_notice, be_told, see_records, sign_it, take
from tests.kiosk.stage import Stage

GIVEN = a_notice(THREE, NONE).notice
assert GIVEN is not None


def test_it_shows_figures_facts_and_both_languages(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE, NONE)
    view = stage.view
    assert (view["fine_fen"], view["points"], view["points_before"], view["points_after"]) == (25000, 3, 3, 6)
    assert [penalty["fine_fen"] for penalty in view["penalties"]] == [15000, 10000]
    assert view["notice"]["text"].keys() == {"zh", "en"}
    assert view["way"] is None


@pytest.mark.parametrize(("language", "shown"), [("zh", Language.ZH), ("en", Language.EN)])
def test_the_proof_is_of_the_language_it_was_read_in(stage: Stage, language: str, shown: Language) -> None:
    see_records(stage)
    be_told(stage, THREE)
    stage.touch("language", language=language)
    stage.touch("accept")
    sign_it(stage)
    consent = stage.hands.waiting("save").asked[1].consents[0]
    notice = a_notice(THREE).notice
    assert notice is not None
    assert (consent.sha256, consent.language) == (as_notice(notice).sha256(shown), shown)


def test_a_mind_that_was_changed_is_declared_as_it_is_now(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE)
    stage.touch("accept")
    stage.touch("back")
    assert (stage.screen, stage.view["way"]) == ("penalty_notice", "accept")
    stage.wait(1)
    stage.touch("defend")
    stage.touch("type", field="statement", text="有急救证明")
    stage.touch("next")
    sign_it(stage)
    declared = declarations.read(Declaration, stage.hands.waiting("save").asked[1].declaration)
    assert (declared.way, declared.statement) == ("defend", "有急救证明")


def test_other_records_need_another_notice(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE)
    stage.touch("accept")
    stage.touch("back")
    stage.touch("back")
    assert stage.screen == "violation_choice"
    take(stage, NONE)
    stage.touch("next")
    assert (stage.screen, stage.step) == ("wait", "handling_notice")
    stage.answer("handling_notice", a_notice(THREE, NONE))
    assert stage.view["way"] is None, "what was said to the other one does not count"


@pytest.mark.parametrize("changed", ["title_zh", "title_en", "text_zh", "text_en", "version"])
def test_no_word_may_differ_from_what_was_hashed(changed: str) -> None:
    assert GIVEN is not None
    assert is_genuine(GIVEN)
    assert not is_genuine(GIVEN.model_copy(update={changed: "others"}))
    assert isinstance(as_notice(GIVEN), Notice)


def test_nothing_but_the_three_ways_is_heard(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE)
    for action in ("next", "finish", "home", "agree", ""):
        stage.touch(action)
        assert stage.screen == "penalty_notice"
