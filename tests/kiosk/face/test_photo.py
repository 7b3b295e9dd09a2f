"""The photograph of a licence, made of what the simulated camera sees: everybody, and everything that can be wrong."""

from dataclasses import fields, replace

import cv2
import numpy as np
import pytest

from domain.licence_photo import PhotoDefect
from kiosk.face.contract import LicencePhoto
from kiosk.face.cutout import cut_out, fitted
from kiosk.face.eyes import eyes_open
from kiosk.face.photo import PhotoMeasures, compressed, develop, ground_of, is_cut_well, nothing_taken, on_white
from kiosk.face.recogniser import Recogniser
from kiosk.face.vision import Face, Image
from simulators.world.faces.picture import picture_of
from simulators.world.scene import HEIGHT, WIDTH, _stand, _sway
from tests.kiosk.face.sittings import FOLK, Fault, Lids, Pose, Wall, face_in, frame_of, rules, strictly, view_of

ONE = FOLK["he_jing"]
EVERYBODY = list(FOLK)
SOME = EVERYBODY[::5]
SHARES = 0.96  # of what is person, and only that, at least


def decoded(photo: LicencePhoto) -> Image:
    picture = cv2.imdecode(np.frombuffer(photo.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def photographed(recogniser: Recogniser, image: Image, **limits: bool) -> LicencePhoto:
    return develop(image, face_in(recogniser, image), strictly(**limits) if limits else rules())


@pytest.mark.parametrize("person", EVERYBODY)
def test_everybody_gets_a_good_photograph_in_the_mall(recogniser: Recogniser, person: str) -> None:
    photo = photographed(recogniser, frame_of(view_of(FOLK[person])))
    assert photo.defects == ()
    assert photo.background_replaced
    picture = decoded(photo)
    assert picture.shape == (600, 413, 3)
    assert len(photo.jpeg) <= rules().size.largest_bytes
    assert 19 <= photo.measures["head_height_mm"] <= 22
    corners = np.concatenate([picture[:40, :40].ravel(), picture[:40, -40:].ravel()])
    assert corners.min() > 245, "the ground is white"


@pytest.mark.parametrize("person", SOME)
def test_a_person_is_told_from_the_ground(recogniser: Recogniser, person: str) -> None:
    image = frame_of(view_of(FOLK[person]))
    part, mask = cut_out(image, face_in(recogniser, image))
    cutout = picture_of(FOLK[person].looks).copy()
    cutout[:, :, :3] = 255
    canvas = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    _stand(canvas, cutout, _sway(10), (640, 408), 1.0)
    truth = part.of(canvas)[:, :, 0] / 255
    assert np.minimum(mask, truth).sum() / np.maximum(mask, truth).sum() > SHARES


@pytest.mark.parametrize("person", SOME)
def test_the_head_is_measured_as_it_was_drawn(recogniser: Recogniser, person: str) -> None:
    image = frame_of(view_of(FOLK[person]))
    looks = FOLK[person].looks
    photo = develop(image, face_in(recogniser, image), rules())
    chin = 408 - 320 + looks.chin * 3.2
    crown = int(np.flatnonzero((picture_of(looks)[:, :, 3] > 127).any(axis=1))[0]) + 408 - 320
    assert photo.measures["head_px"] == pytest.approx(chin - crown, rel=0.06)


def test_a_white_wall_is_left_as_it_is(recogniser: Recogniser) -> None:
    photo = photographed(recogniser, frame_of(view_of(ONE, wall=Wall.WHITE)))
    assert (photo.defects, photo.background_replaced) == ((), False)


@pytest.mark.parametrize("wall", [Wall.MALL, Wall.GREY])
def test_another_ground_is_a_defect_where_nothing_may_be_replaced(recogniser: Recogniser, wall: Wall) -> None:
    photo = photographed(recogniser, frame_of(view_of(ONE, wall=wall)), ground=False)
    assert photo.defects == (PhotoDefect.BACKGROUND,)
    assert not photo.background_replaced


@pytest.mark.parametrize(
    ("shoulders", "forehead", "well"),
    [(1.4, 1.1, True), (1.2, 0.8, True), (1.2, 1.5, True), (1.19, 1.1, False), (1.4, 0.79, False), (1.4, 1.51, False)],
)
def test_a_cut_out_without_shoulders_or_hair_is_doubted(shoulders: float, forehead: float, well: bool) -> None:
    measured = dict.fromkeys((one.name for one in fields(PhotoMeasures)), 0.0)
    found = PhotoMeasures(**{**measured, "shoulders": shoulders, "forehead": forehead})
    assert is_cut_well(found, rules().limits) is well


def test_a_person_whose_clothes_are_like_the_ground_is_not_cut_out_in_silence(recogniser: Recogniser) -> None:
    image = frame_of(view_of(ONE, wall=Wall.GREY)).copy()
    image[545:] = image[100, 100]  # nothing below the chin but ground
    photo = photographed(recogniser, image)
    assert photo.background_replaced
    assert PhotoDefect.BACKGROUND in photo.defects


@pytest.mark.parametrize("pose", [Pose.LEFT, Pose.RIGHT])
def test_who_looks_aside_is_noticed(recogniser: Recogniser, pose: Pose) -> None:
    photo = photographed(recogniser, frame_of(view_of(ONE, pose=pose), 20))
    assert PhotoDefect.POSE in photo.defects


@pytest.mark.parametrize("degrees", [-22, 22])
def test_who_leans_the_head_is_noticed(recogniser: Recogniser, degrees: int) -> None:
    image = frame_of(view_of(ONE))
    turned = cv2.getRotationMatrix2D((640, 400), degrees, 1)
    leaning = np.asarray(cv2.warpAffine(image, turned, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE), np.uint8)
    assert PhotoDefect.POSE in photographed(recogniser, leaning).defects


@pytest.mark.parametrize(
    ("fault", "defect"), [(Fault.BRIGHT, PhotoDefect.LIGHT), (Fault.BLURRED, PhotoDefect.BLUR)], ids=["bright", "blurred"]
)
def test_a_bad_picture_says_what_is_bad(recogniser: Recogniser, fault: Fault, defect: PhotoDefect) -> None:
    clean = frame_of(view_of(ONE))
    face = face_in(recogniser, clean)
    assert defect in develop(frame_of(view_of(ONE, fault=fault)), face, rules()).defects


def test_light_from_one_side_is_noticed(recogniser: Recogniser) -> None:
    image = frame_of(view_of(ONE))
    shade = np.where(np.arange(WIDTH) < 640, 0.35, 1.0)[None, :, None]
    photo = develop((image * shade).astype(np.uint8), face_in(recogniser, image), rules())
    assert PhotoDefect.LIGHT in photo.defects


def test_many_closed_eyes_are_noticed_and_no_open_ones_are_taken_for_closed(recogniser: Recogniser) -> None:
    """What a look without landmarks of lids can do: docs/licence_photo.md."""
    limit = rules().limits.eyes_open / 1000
    missed = 0
    for person in EVERYBODY:
        wide = frame_of(view_of(FOLK[person]))
        assert eyes_open(wide, face_in(recogniser, wide)) >= limit, person
        shut = frame_of(view_of(FOLK[person], lids=Lids.CLOSED))
        missed += eyes_open(shut, face_in(recogniser, shut)) >= limit
    assert missed <= len(EVERYBODY) * 0.6


def test_glasses_that_shine_are_noticed(recogniser: Recogniser) -> None:
    image = frame_of(view_of(ONE)).copy()
    face = face_in(recogniser, image)
    for eye in face.landmarks[:2]:
        cv2.ellipse(image, (int(eye[0]) + 6, int(eye[1]) - 4), (16, 9), -20, 0, 360, (255, 255, 255), -1)
    assert PhotoDefect.EYES in develop(image, face, rules()).defects


def shifted(image: Image, face: Face, x: int, y: int) -> tuple[Image, Face]:
    matrix = np.array([[1, 0, x], [0, 1, y]], np.float64)
    moved = cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    box = (face.box[0] + x, face.box[1] + y, face.box[2], face.box[3])
    return np.asarray(moved, np.uint8), Face(box, face.landmarks + np.array([x, y], np.float32), face.score)


@pytest.mark.parametrize(("x", "y"), [(-480, 0), (480, 0), (0, 150), (0, -160)], ids=["left", "right", "low", "high"])
def test_who_is_cut_by_the_edge_is_noticed(recogniser: Recogniser, x: int, y: int) -> None:
    image = frame_of(view_of(ONE))
    photo = develop(*shifted(image, face_in(recogniser, image), x, y), rules())
    assert PhotoDefect.CUT in photo.defects


def test_a_head_too_far_away_is_too_small(recogniser: Recogniser) -> None:
    image = frame_of(view_of(ONE))
    matrix = cv2.getRotationMatrix2D((640, 360), 0, 0.45)
    small = np.asarray(cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE), np.uint8)
    assert PhotoDefect.HEAD_SIZE in photographed(recogniser, small).defects


def test_a_head_of_no_human_shape_does_not_fit(recogniser: Recogniser) -> None:
    image = frame_of(view_of(ONE))
    size = replace(rules().size, head_width_slack_mm=0, head_width=replace(rules().size.head_width, least=16))
    photo = develop(
        image, face_in(recogniser, image), replace(rules(), size=replace(size, head_height=replace(size.head_height, most=19)))
    )
    assert PhotoDefect.HEAD_SIZE in photo.defects


def test_nobody_is_no_photograph() -> None:
    assert nothing_taken().jpeg == b""
    assert nothing_taken().defects == (PhotoDefect.CUT,)


def test_the_repr_shows_no_picture(recogniser: Recogniser) -> None:
    assert "jpeg" not in repr(photographed(recogniser, frame_of(view_of(ONE))))


def test_what_is_compressed_keeps_to_its_size() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (600, 413, 3)).astype(np.uint8)
    smooth = np.full((600, 413, 3), 200, np.uint8)
    assert len(compressed(noise, 100_000)) <= 100_000
    assert len(compressed(smooth, 100_000)) < 10_000


def test_without_any_ground_it_is_as_bad_as_can_be() -> None:
    ground = ground_of(np.full((60, 40, 3), 255, np.uint8), np.ones((60, 40), np.float32))
    assert not ground.is_good(rules().limits)


def test_white_takes_the_place_of_the_ground_only() -> None:
    picture = np.full((4, 4, 3), 90, np.uint8)
    person = np.zeros((4, 4), np.float32)
    person[:, :2] = 1
    person[0, 2] = 0.5
    done = on_white(picture, person)
    assert (done[:, :2] == 90).all()
    assert (done[1:, 2:] == 255).all()
    assert done[0, 2, 0] == 172


def test_an_edge_is_laid_where_the_picture_has_one() -> None:
    image = np.zeros((60, 60, 3), np.uint8)
    image[:, 30:] = 220
    rough = np.zeros((60, 60), np.float32)
    rough[:, 27:] = 1  # three pixels beside it
    edge = fitted(rough, image, 6)[30]
    assert edge[22] < 0.3
    assert edge[40] > 0.9
    assert edge[30] - edge[29] > 0.3, "it was drawn to the edge of the picture"
