"""人脸核验: what is compared, what the citizen is told, how often it is tried, and that it never holds anybody up."""

import base64
from collections.abc import Mapping
from typing import Any

import pytest

from domain.faces import FaceDecision, IdentityCheck, ReferenceKind
from domain.failures import FailureCode
from domain.services import ServiceSlug
from domain.wire.v1_faces import FaceReference
from kiosk.face.contract import FaceProgress, Guidance
from kiosk.face.contract import Stage as Part
from tests.kiosk.stage import ELIGIBLE, JPEG, PHOTO, Stage, a_verdict

PARTS = (Part.FRONT, Part.LEFT, Part.RIGHT)
SECRETS = ["张三丰", "500103199001010010"]


def at_the_camera(stage: Stage) -> Stage:
    stage.walk_to("face")
    return stage


def progress(stage: Stage, guidance: Guidance, done: int = 0, fraction: float = 0.0) -> None:
    tell = stage.hands.waiting("face").on_progress
    assert tell
    tell(FaceProgress(guidance, PARTS, done, fraction))
    stage.machine.process_pending()


def references(stage: Stage) -> Mapping[ReferenceKind, bytes]:
    asked: Mapping[ReferenceKind, bytes] = stage.hands.waiting("face").asked
    return asked


def saved(stage: Stage) -> tuple[Any, tuple[bytes, ...]]:
    _, body, pictures = stage.hands.waiting("save").asked
    return body, pictures


def test_the_face_is_compared_with_the_registrys_photograph(stage: Stage) -> None:
    at_the_camera(stage)
    assert stage.view["phase"] == "preparing"
    question = stage.hands.waiting("reference").asked
    assert (question.service, question.number) == ("driver_licence_reissue_loss", "500103199001010010")
    stage.answer("reference", FaceReference(photo=PHOTO))
    assert stage.view["phase"] == "looking"
    assert references(stage) == {ReferenceKind.REGISTRY: base64.b64decode(PHOTO)}


@pytest.mark.parametrize(
    ("photo", "kinds"), [(JPEG + b"chip", {ReferenceKind.CHIP}), (b"WLf" + b"\x01" * 64, set()), (b"", set()), (None, set())]
)
def test_the_chips_photograph_counts_only_as_a_jpeg(stage: Stage, photo: bytes | None, kinds: set[ReferenceKind]) -> None:
    stage.walk_to("read_id_card")
    stage.lay_card(photo=photo)
    at_the_camera(stage)
    stage.answer("reference", FaceReference(photo=None))
    assert set(references(stage)) == kinds


@pytest.mark.parametrize("answer", [FailureCode.NETWORK_DOWN, FaceReference(photo="no base64!"), FaceReference(photo=None)])
def test_without_the_registry_the_check_goes_on(stage: Stage, answer: object) -> None:
    stage.walk_to("read_id_card")
    stage.lay_card(photo=JPEG)
    at_the_camera(stage)
    stage.answer("reference", answer)
    assert (stage.view["phase"], set(references(stage))) == ("looking", {ReferenceKind.CHIP})


def test_a_slow_registry_is_not_waited_for(stage: Stage) -> None:
    at_the_camera(stage)
    slow = stage.hands.waiting("reference")
    stage.wait(5)
    assert stage.view["phase"] == "preparing"
    stage.wait(1)
    assert (stage.view["phase"], slow.cancelled) == ("looking", True)
    slow.on_result(FaceReference(photo=PHOTO))
    stage.machine.process_pending()
    assert (stage.view["phase"], references(stage)) == ("looking", {})


def test_guidance_stages_and_fraction_are_shown(stage: Stage) -> None:
    at_the_camera(stage)
    stage.answer("reference", FaceReference(photo=PHOTO))
    assert (stage.view["guidance"], stage.view["fraction"], stage.view["try"], stage.view["tries"]) == (None, 0.0, 1, 3)
    progress(stage, Guidance.LEFT, 1, 0.4)
    assert (stage.view["guidance"], stage.view["done"], stage.view["fraction"]) == ("left", 1, 0.4)
    assert stage.view["stages"] == ["front", "left", "right"]
    progress(stage, Guidance.CHECKING, 3, 0.98)
    assert (stage.view["phase"], stage.view["guidance"]) == ("checking", "checking")


def test_a_match_is_said_and_goes_on_by_itself(stage: Stage) -> None:
    at_the_camera(stage)
    stage.look()
    assert (stage.view["phase"], stage.view["try"]) == ("matched", 1)
    stage.touch("without_face")  # too late to matter: it is done
    stage.wait(1)
    assert stage.screen == "face"
    stage.wait(1)
    assert stage.screen == "submitted"
    body, pictures = saved(stage)
    assert body.identity_check is IdentityCheck.FACE
    assert (body.face.decision, body.face.tries, body.face.engine, body.face.challenge) == (
        FaceDecision.MATCH,
        1,
        "sface",
        ["left", "right"],
    )
    assert pictures == (JPEG + b"1", JPEG + b"2")


def test_three_tries_then_staff_compare_and_the_best_try_is_kept(stage: Stage) -> None:
    at_the_camera(stage)
    stage.look(FaceDecision.UNUSABLE)
    assert (stage.view["phase"], stage.view["try"], stage.view["decision"]) == ("again", 1, "unusable")
    stage.look(FaceDecision.NO_MATCH, pictures=(JPEG + b"best",))
    assert (stage.view["phase"], stage.view["try"], stage.view["decision"]) == ("again", 2, "no_match")
    stage.look(FaceDecision.UNUSABLE, pictures=(JPEG + b"worse",))
    assert (stage.view["phase"], stage.view["try"]) == ("to_office", 3)
    stage.touch("retry")
    assert stage.view["phase"] == "to_office"
    stage.touch("next")
    assert stage.screen == "submitted"
    body, pictures = saved(stage)
    assert (body.identity_check, body.face.decision, body.face.tries) == (
        IdentityCheck.OFFICE_COMPARISON,
        FaceDecision.NO_MATCH,
        3,
    )
    assert pictures == (JPEG + b"best",)
    assert [consent.notice_id for consent in body.consents][-1] == "face"
    assert [details["try"] for event, details in stage.hands.events if event == "face_checked"] == [1, 2, 3]


def test_between_the_thresholds_nobody_has_to_try_again(stage: Stage) -> None:
    at_the_camera(stage)
    stage.look(FaceDecision.REVIEW)
    assert stage.view["phase"] == "to_office"
    stage.touch("next")
    assert saved(stage)[0].identity_check is IdentityCheck.OFFICE_COMPARISON


def test_without_anything_to_compare_with_the_pictures_go_to_staff_at_once(stage: Stage) -> None:
    at_the_camera(stage)
    stage.answer("reference", FaceReference(photo=None))
    stage.answer("face", a_verdict(FaceDecision.UNUSABLE, challenge_passed=True))
    assert stage.view["phase"] == "to_office"


def test_a_second_try_may_match(stage: Stage) -> None:
    at_the_camera(stage)
    stage.look(FaceDecision.NO_MATCH)
    stage.look()
    assert (stage.view["phase"], stage.view["try"]) == ("matched", 2)
    stage.wait(2)
    body, _ = saved(stage)
    assert (body.identity_check, body.face.tries) == (IdentityCheck.FACE, 2)


@pytest.mark.parametrize("failure", [FailureCode.FACE_PROCESS_GONE, FailureCode.CAMERA_FROZEN, FailureCode.DEVICE_UNPLUGGED])
def test_a_fault_of_the_machine_is_no_try_and_leaves_the_other_way(stage: Stage, failure: FailureCode) -> None:
    at_the_camera(stage)
    stage.answer("reference", FaceReference(photo=PHOTO))
    stage.answer("face", failure)
    assert (stage.view["phase"], stage.view["failure"], stage.view["try"]) == ("failed", failure.value, 1)
    assert ("face_checked", {"failure": failure.value}) in stage.hands.events
    stage.touch("retry")
    assert (stage.view["phase"], stage.view["failure"]) == ("looking", None)
    stage.answer("face", failure)
    stage.touch("without_face")
    assert stage.screen == "submitted"
    assert saved(stage)[0].face is None


def test_a_try_that_never_ends_is_ended(stage: Stage) -> None:
    at_the_camera(stage)
    stage.answer("reference", FaceReference(photo=PHOTO))
    lost = stage.hands.waiting("face")
    stage.wait(30)
    assert (stage.view["phase"], stage.view["failure"], lost.cancelled) == ("failed", "face_process_gone", True)
    lost.on_result(a_verdict())  # too late
    stage.machine.process_pending()
    assert stage.view["phase"] == "failed"


@pytest.mark.parametrize("way", ["without_face", "back", "end"])
def test_leaving_ends_the_try(stage: Stage, way: str) -> None:
    at_the_camera(stage)
    stage.answer("reference", FaceReference(photo=PHOTO))
    progress(stage, Guidance.HOLD)
    running = stage.hands.waiting("face")
    stage.touch(way)
    if way == "end":
        stage.touch("end_confirmed")
    assert running.cancelled
    assert stage.screen == {"without_face": "submitted", "back": "face_consent", "end": "goodbye"}[way]


def test_who_changes_to_the_other_way_leaves_no_picture(stage: Stage) -> None:
    at_the_camera(stage)
    stage.look(FaceDecision.NO_MATCH)
    stage.touch("without_face")
    body, pictures = saved(stage)
    assert pictures == ()
    assert (body.identity_check, body.face.decision, body.face.tries) == ("office_comparison", FaceDecision.NO_MATCH, 1)
    assert [consent.notice_id for consent in body.consents][-2:] == ["face", "office_comparison"]


def test_tries_are_counted_over_the_whole_visit(stage: Stage) -> None:
    at_the_camera(stage)
    stage.look(FaceDecision.NO_MATCH)
    for expected in ("again", "to_office"):
        stage.touch("back")
        stage.consent_to_face()
        stage.look(FaceDecision.NO_MATCH)
        assert stage.view["phase"] == expected
    stage.touch("back")
    stage.consent_to_face()
    assert (stage.screen, stage.view["phase"]) == ("face", "to_office")
    assert stage.hands.count()["face"] == 3


def test_what_could_not_be_saved_does_not_ask_for_the_face_again(stage: Stage) -> None:
    at_the_camera(stage)
    stage.show_face()
    stage.answer("save", FailureCode.STORE_FAILED)
    stage.touch("retry")
    assert stage.screen == "submitted"
    assert saved(stage)[1] == (JPEG + b"1", JPEG + b"2")


def test_somebody_before_the_camera_is_not_warned(stage: Stage) -> None:
    at_the_camera(stage)
    stage.wait(4)
    stage.answer("reference", FaceReference(photo=PHOTO))
    stage.wait(20)
    progress(stage, Guidance.HOLD)
    stage.wait(8)
    stage.answer("face", a_verdict(FaceDecision.NO_MATCH))
    stage.wait(55)
    assert stage.state.idle_seconds_left is None
    stage.wait(6)
    assert stage.state.idle_seconds_left is not None


def test_nobody_before_the_camera_is_somebody_who_left(stage: Stage) -> None:
    at_the_camera(stage)
    stage.answer("reference", FaceReference(photo=PHOTO))
    progress(stage, Guidance.NO_FACE)
    stage.wait(85)
    assert (stage.screen, stage.view["why"]) == ("goodbye", "idle")


def a_query(stage: Stage) -> Stage:
    stage.wake()
    stage.choose(ServiceSlug.VIOLATION_QUERY)
    stage.lay_card()
    assert stage.view["without"] == "overview"
    stage.consent_to_face()
    return stage


def asked_with(stage: Stage) -> FaceDecision | None:
    """Whose face the office was told about when it was asked what is open."""
    stage.answer("ask", ELIGIBLE)
    face = stage.hands.waiting("violations").asked.face
    return face.decision if face else None


def test_a_query_keeps_no_picture(stage: Stage) -> None:
    a_query(stage).show_face()
    assert (stage.step, asked_with(stage)) == ("violations_wait", FaceDecision.MATCH)
    assert stage.machine._visit.person.face.pictures == ()


def test_a_query_without_a_face_is_asked_as_unverified(stage: Stage) -> None:
    stage.wake()
    stage.choose(ServiceSlug.VIOLATION_QUERY)
    stage.lay_card()
    stage.go_without_face()
    assert (stage.step, asked_with(stage)) == ("violations_wait", None)


@pytest.mark.parametrize("decision", [FaceDecision.REVIEW, FaceDecision.NO_MATCH])
def test_a_query_without_a_match_is_asked_as_unverified(stage: Stage, decision: FaceDecision) -> None:
    a_query(stage)
    while stage.view["phase"] != "to_office":
        stage.look(decision)
    stage.touch("next")
    assert stage.step == "violations_wait"
    assert asked_with(stage) is not FaceDecision.MATCH


def test_nothing_of_the_face_stays_after_the_visit(stage: Stage) -> None:
    at_the_camera(stage)
    stage.look(FaceDecision.NO_MATCH)
    stage.touch("end")
    stage.touch("end_confirmed")
    stage.answer("removal", True)
    stage.wait(10)
    stage.walk_to("face")
    assert (stage.view["try"], stage.view["phase"]) == (1, "preparing")
    shown = "".join(repr(dict(state.view)) for state in stage.states)
    assert not [secret for secret in [*SECRETS, PHOTO] if secret in shown]
