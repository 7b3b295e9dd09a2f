"""人脸单独同意: asked for by itself, proven, never given by accident; saying no costs nothing."""

from domain.texts import Language
from kiosk.rulebook import load_rulebook
from kiosk.settings import load_settings
from tests.kiosk.stage import Stage

NOTICES = load_rulebook(load_settings(), lambda: None).notices


def consents(stage: Stage) -> dict[str, tuple[str, str]]:
    body = stage.hands.waiting("save").asked[1]
    return {consent.notice_id: (consent.version, consent.sha256) for consent in body.consents}


def test_it_comes_after_the_signature_and_shows_the_whole_text(stage: Stage) -> None:
    stage.walk_to("face_consent")
    notice = NOTICES["face"]
    assert stage.view["notice"]["text"] == {language.value: notice.text[language] for language in Language}
    assert stage.view["notice"]["version"] == notice.version
    assert (stage.view["without"], stage.view["service"], stage.view["camera"]) == (
        "office",
        "driver_licence_reissue_loss",
        True,
    )


def test_what_was_agreed_to_is_proven_by_version_and_hash_in_the_language_shown(stage: Stage) -> None:
    stage.walk_to("face_consent")
    stage.touch("language", language="en")
    stage.consent_to_face()
    stage.walk_to("submitted")
    notice = NOTICES["face"]
    assert consents(stage)["face"] == (notice.version, notice.sha256(Language.EN))
    assert "office_comparison" not in consents(stage)
    assert ("face_consent", {"agreed": True}) in stage.hands.events


def test_the_touch_that_opened_the_screen_is_no_consent(stage: Stage) -> None:
    stage.walk_to("face_consent")
    stage.touch("agree")
    assert stage.screen == "face_consent"
    stage.clock.advance(0.5)
    stage.touch("agree")
    assert stage.screen == "face_consent"
    stage.clock.advance(0.2)
    stage.touch("agree")
    assert stage.screen == "face"


def test_everything_but_the_consent_is_heard_at_once(stage: Stage) -> None:
    stage.walk_to("face_consent")
    stage.touch("read")
    assert stage.view["reading"] is True
    stage.touch("close")
    stage.touch("window")
    assert (stage.screen, stage.view["kind"]) == ("advice", "window")


def test_saying_no_costs_nothing_and_nobody_looks(stage: Stage) -> None:
    stage.walk_to("face_consent")
    stage.go_without_face()
    assert stage.screen == "submitted"
    assert (stage.hands.count()["face"], stage.hands.count()["reference"]) == (0, 0)
    assert set(consents(stage)) == {"privacy", "truth", "driver_licence_reissue_loss", "office_comparison"}
    _, body, pictures = stage.hands.waiting("save").asked
    assert (body.identity_check, body.face, pictures) == ("office_comparison", None, ())
    assert ("face_consent", {"agreed": False}) in stage.hands.events


def test_the_window_is_named_and_leads_back_with_everything_kept(stage: Stage) -> None:
    stage.walk_to("face_consent")
    stage.wait(1)
    stage.touch("window")
    assert (stage.screen, stage.view["kind"], stage.view["can_retry"]) == ("advice", "window", True)
    stage.touch("retry")
    assert stage.screen == "face_consent"
    stage.walk_to("submitted")
    assert stage.hands.waiting("save").asked[1].delivery.phone == "13896204417"


def test_without_a_camera_only_the_other_ways_remain(stage: Stage) -> None:
    stage.walk_to("sign")
    stage.offers.camera = False
    stage.walk_to("face_consent")
    assert stage.view["camera"] is False
    stage.wait(1)
    stage.touch("agree")
    assert stage.screen == "face_consent"
    stage.touch("without_face")
    assert stage.screen == "submitted"


def test_the_whole_text_is_one_touch_away_and_back_closes_it_first(stage: Stage) -> None:
    stage.walk_to("face_consent")
    stage.wait(1)
    stage.touch("read")
    assert stage.view["reading"] is True
    stage.touch("close")
    assert stage.view["reading"] is False
    stage.touch("read")
    stage.touch("back")
    assert (stage.screen, stage.view["reading"]) == ("face_consent", False)
    stage.touch("back")
    assert stage.screen == "sign"


def test_consent_and_check_are_one_station(stage: Stage) -> None:
    stage.walk_to("sign")
    assert stage.state.stations[stage.state.station] == "station.confirm"
    stage.walk_to("face_consent")
    line, here = stage.state.stations, stage.state.station
    assert len(line) == len(set(line)) == 9
    assert line[here] == "station.face"
    stage.consent_to_face()
    assert (stage.screen, stage.state.stations, stage.state.station) == ("face", line, here)
    stage.show_face()
    assert (stage.screen, stage.state.station) == ("submitted", 8)
