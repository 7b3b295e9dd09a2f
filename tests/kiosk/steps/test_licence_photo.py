"""The photograph of a licence: the one on file, a new one, another one, and the best one at last."""

from datetime import date
from pathlib import Path

import pytest

from domain.failures import FailureCode
from domain.licence_photo import PhotoDefect
from kiosk.face.contract import FaceProgress, Guidance, LicencePhoto, Stage
from kiosk.flow.contents import WaitContent
from kiosk.flow.photo_content import LICENCE_PHOTO
from kiosk.flow.plan import Stop
from kiosk.flow.visit import Person
from kiosk.services.attachments import attachments
from kiosk.services.eligibility import Eligibility
from tests.kiosk.kinds import stage_of
from tests.kiosk.stage import ELIGIBLE, JPEG
from tests.kiosk.stage import Stage as Table

PHOTO = Stop("licence_photo", "station.photo", content=LICENCE_PHOTO)
EYES, LIGHT = PhotoDefect.EYES, PhotoDefect.LIGHT
GOOD, OTHER = JPEG + b"good", JPEG + b"other"


def taken(jpeg: bytes = GOOD, *defects: PhotoDefect, replaced: bool = False) -> LicencePhoto:
    return LicencePhoto(jpeg, defects, {"head_height_mm": 20.4}, replaced)


def person_of(stage: Table) -> Person:
    return stage.machine._visit.person


@pytest.fixture
def stage(tmp_path: Path) -> Table:
    """Before the step, with nothing on file."""
    return stage_of(tmp_path, PHOTO, Stop("confirm", "station.confirm"))


def with_file(tmp_path: Path, on: date = date(2026, 8, 1), camera: bool = True) -> Table:
    """Before the step, with a photograph on file of this day."""
    asked = Stop("wait", "station.licence", "asked", WaitContent("plates_wait", (Eligibility(),)))
    stage = stage_of(tmp_path, asked, PHOTO, Stop("confirm", "station.confirm"))
    stage.offers.camera = camera
    stage.answer("ask", ELIGIBLE.model_copy(update={"photo_taken_on": on}))
    return stage


def phase(stage: Table) -> str:
    return str(stage.view["phase"])


def take(stage: Table, *defects: PhotoDefect, jpeg: bytes = GOOD) -> None:
    stage.touch("start" if phase(stage) == "stand" else "retake")
    stage.answer("photo", taken(jpeg, *defects))


def test_a_new_photograph_is_taken_shown_and_used(stage: Table) -> None:
    assert phase(stage) == "stand"
    take(stage)
    assert (phase(stage), stage.view["defects"], stage.view["tries_left"]) == ("shown", [], 2)
    assert stage.state.pictures == {"licence_photo_1": GOOD}
    assert stage.view["picture"] == "image://evidence/licence_photo_1"
    stage.touch("use")
    assert stage.step == "confirm"
    assert stage.state.pictures == {}
    photo = person_of(stage).photo
    assert (photo.source, photo.jpeg) == ("taken", GOOD)
    assert ("licence_photo_chosen", {"source": "taken"}) in stage.hands.events


def test_the_countdown_follows_the_progress(stage: Table) -> None:
    stage.touch("start")
    tell = stage.hands.waiting("photo").on_progress
    assert tell

    def says(guidance: Guidance, fraction: float) -> object:
        tell(FaceProgress(guidance, (Stage.FRONT,), 0, fraction))
        stage.machine.process_pending()
        return stage.view["countdown"]

    assert says(Guidance.CLOSER, 0.0) is None
    assert [says(Guidance.HOLD, fraction) for fraction in (0.0, 0.3, 0.4, 0.7, 1.0)] == [3, 3, 2, 1, 1]
    assert stage.view["guidance"] == "hold"


def test_what_is_wrong_is_said_and_it_can_be_taken_again(stage: Table) -> None:
    take(stage, EYES, LIGHT)
    assert stage.view["defects"] == ["eyes", "light"]
    take(stage, jpeg=OTHER)
    assert (stage.view["defects"], stage.state.pictures) == ([], {"licence_photo_2": OTHER})


def test_nobody_loses_a_good_one_by_wanting_a_nicer_one(stage: Table) -> None:
    take(stage)
    take(stage, EYES, jpeg=OTHER)
    assert stage.view["missed"] is True
    assert stage.state.pictures == {"licence_photo_2": GOOD}
    assert stage.view["defects"] == []


def test_one_as_good_as_the_one_before_takes_its_place(stage: Table) -> None:
    take(stage, EYES)
    take(stage, LIGHT, jpeg=OTHER)
    assert stage.view["missed"] is False
    assert stage.state.pictures == {"licence_photo_2": OTHER}


def test_after_the_last_try_it_goes_on_with_the_best(stage: Table) -> None:
    take(stage, EYES, LIGHT)
    take(stage, EYES, jpeg=OTHER)
    take(stage, EYES, LIGHT)
    assert stage.view["tries_left"] == 0
    stage.touch("retake")
    assert phase(stage) == "shown", "there is no fourth try"
    stage.touch("use")
    person = person_of(stage)
    (sent,) = attachments(person)
    assert (sent.kind, sent.doubts, sent.measures) == ("licence_photo", ["eyes"], {"head_height_mm": 20.4})


def test_a_try_without_anybody_counts_and_says_so(stage: Table) -> None:
    stage.touch("start")
    stage.answer("photo", LicencePhoto(b"", (PhotoDefect.CUT,), {}, background_replaced=False))
    assert (phase(stage), stage.view["failure"], stage.view["tries_left"]) == ("failed", None, 2)
    stage.touch("take")
    assert phase(stage) == "stand"


def test_three_tries_without_anybody_lead_to_the_window(stage: Table) -> None:
    for count in range(3):
        stage.touch("start")
        stage.answer("photo", LicencePhoto(b"", (PhotoDefect.CUT,), {}, background_replaced=False))
        if count < 2:
            stage.touch("take")
    assert phase(stage) == "none"
    stage.touch("window")
    assert stage.screen == "advice"
    assert stage.view["kind"] == "window"


@pytest.mark.parametrize("code", [FailureCode.FACE_PROCESS_GONE, FailureCode.CAMERA_COVERED, FailureCode.DEVICE_UNPLUGGED])
def test_a_camera_that_fails_is_no_try(stage: Table, code: FailureCode) -> None:
    stage.touch("start")
    stage.answer("photo", code)
    assert (phase(stage), stage.view["failure"], stage.view["tries_left"]) == ("failed", code.value, 3)


def test_who_is_forgotten_by_the_camera_is_told(stage: Table) -> None:
    stage.touch("start")
    stage.wait(40)
    assert (phase(stage), stage.view["failure"]) == ("failed", "face_process_gone")
    assert not stage.is_asking("photo")


def test_back_ends_the_try(stage: Table) -> None:
    stage.touch("start")
    stage.touch("back")
    assert phase(stage) == "stand"
    assert not stage.is_asking("photo")


def test_the_one_on_file_is_offered_by_its_day_and_never_shown(tmp_path: Path) -> None:
    stage = with_file(tmp_path)
    assert (phase(stage), stage.view["on_file"], stage.state.pictures) == ("offer", "2026-08-01", {})
    stage.touch("use_on_file")
    assert stage.step == "confirm"
    person = person_of(stage)
    assert person.photo.source == "on_file"
    assert attachments(person) == []


def test_the_one_on_file_can_be_declined_and_taken_after_all(tmp_path: Path) -> None:
    stage = with_file(tmp_path)
    stage.touch("take")
    take(stage, EYES)
    stage.touch("use_on_file")
    photo = person_of(stage).photo
    assert (photo.source, photo.jpeg, photo.defects) == ("on_file", b"", ())


@pytest.mark.parametrize(
    ("day", "offered"),
    [(date(2026, 5, 22), "offer"), (date(2026, 5, 21), "stand"), (date(2026, 11, 22), "offer"), (date(2026, 11, 23), "stand")],
)
def test_the_one_on_file_is_offered_up_to_its_age(tmp_path: Path, day: date, offered: str) -> None:
    assert phase(with_file(tmp_path, day)) == offered


def test_without_a_camera_only_the_one_on_file(tmp_path: Path) -> None:
    stage = with_file(tmp_path, camera=False)
    assert (phase(stage), stage.view["camera"]) == ("offer", False)
    stage.touch("take")
    assert phase(stage) == "offer", "there is nothing to take it with"
    stage.touch("use_on_file")
    assert stage.step == "confirm"


def test_without_camera_and_file_the_way_leads_to_the_window(tmp_path: Path) -> None:
    stage = with_file(tmp_path, date(2020, 1, 1), camera=False)
    assert phase(stage) == "none"
    stage.touch("start")
    stage.touch("use_on_file")
    assert phase(stage) == "none"
    stage.touch("window")
    assert stage.view["kind"] == "window"


def test_a_camera_that_comes_back_is_used(tmp_path: Path) -> None:
    stage = with_file(tmp_path, date(2020, 1, 1), camera=False)
    stage.wait(1)
    assert phase(stage) == "none"
    stage.offers.camera = True
    stage.wait(1)
    assert phase(stage) == "stand"


def test_the_photograph_is_wiped_with_the_person(stage: Table) -> None:
    take(stage)
    photo = person_of(stage).photo
    assert photo.jpeg
    stage.touch("end")
    stage.touch("end_confirmed")
    assert person_of(stage).photo.jpeg == b""
    assert "good" not in repr(photo)


def test_what_was_given_comes_back_when_an_edit_is_given_up(stage: Table) -> None:
    take(stage)
    stage.touch("use")
    person = person_of(stage)
    before = person.entries()
    person.photo.source, person.photo.jpeg = "on_file", b""
    person.restore(before)
    assert (person.photo.source, person.photo.jpeg) == ("taken", GOOD)


@pytest.mark.parametrize("action", ["use", "retake", "use_on_file", "take"])
def test_what_is_not_on_the_screen_is_not_heard(stage: Table, action: str) -> None:
    stage.touch(action)
    assert (stage.step, phase(stage), stage.is_asking("photo")) == ("licence_photo", "stand", False)
