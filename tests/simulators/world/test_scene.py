"""What stands in front of the simulated camera, seen with the models that the product uses."""

from datetime import date

import cv2
import numpy as np
import pytest

from simulators.world.people import Person, load_people
from simulators.world.scene import SWAY_FRAMES, TURN_STEP, Fault, Lids, Pose, Scene, View, Viewfinder, Wall
from tests.simulators.seeing import Picture, Seen, aligned, decode, embed, find

PEOPLE = load_people(date(2026, 11, 22))
SOME = ("chen_zhiyuan", "wang_xiulan", "tan_yujia", "he_jing")
TURN_FRAMES = round(1 / TURN_STEP)
CLEAR_TURN = 0.25  # where a challenge of the head's turn begins to count


def look(person: str, scene: Scene = Scene.PERSON, pose: Pose = Pose.FRONT, fault: Fault | None = None) -> Picture:
    """Return a picture after the head has come to rest, not within a blink."""
    finder = Viewfinder()
    return decode(finder.picture(View(scene, PEOPLE[person], pose, fault), TURN_FRAMES + 6))


def only_face(picture: Picture) -> Seen:
    (face,) = find(picture)
    return face


@pytest.mark.parametrize("person", SOME)
def test_person_who_looks_ahead_passes_the_gates_of_a_good_picture(person: str) -> None:
    picture = look(person)
    face = only_face(picture)
    crop = cv2.cvtColor(aligned(picture, face), cv2.COLOR_BGR2GRAY)
    assert face.score >= 0.88
    assert face.eye_distance >= 80
    assert abs(face.turn) <= 0.20
    assert cv2.Laplacian(crop, cv2.CV_64F).var() >= 60
    assert 60 <= crop.mean() <= 200
    assert crop.std() >= 15


@pytest.mark.parametrize("person", SOME)
def test_head_turns_to_the_persons_own_sides_and_stays_this_person(person: str) -> None:
    front = look(person)
    ahead = only_face(front).turn
    for pose, sign in ((Pose.LEFT, 1), (Pose.RIGHT, -1)):
        turned = look(person, pose=pose)
        face = only_face(turned)
        assert sign * (face.turn - ahead) > CLEAR_TURN
        assert face.score >= 0.85
        assert embed(turned) @ embed(front) >= 0.45


def test_turning_takes_half_a_second_and_goes_through_what_lies_between() -> None:
    finder = Viewfinder()
    view = View(Scene.PERSON, PEOPLE["chen_zhiyuan"], Pose.LEFT, None)
    finder.picture(View(Scene.PERSON, PEOPLE["chen_zhiyuan"], Pose.FRONT, None), 6)
    turns = [only_face(decode(finder.picture(view, 5))).turn for _ in range(3)]
    assert turns[0] < turns[1] < turns[2]


def test_nobody_is_nobody() -> None:
    assert find(look("chen_zhiyuan", Scene.EMPTY)) == []


def test_two_people_are_two_the_one_in_front_larger() -> None:
    first, second = find(look("chen_zhiyuan", Scene.TWO))
    assert first.eye_distance > second.eye_distance > 30


def test_photograph_shows_the_person_and_never_turns() -> None:
    for pose in (Pose.FRONT, Pose.LEFT, Pose.RIGHT):
        picture = look("chen_zhiyuan", Scene.PHOTO, pose)
        assert abs(only_face(picture).turn) < 0.20
    assert embed(picture) @ embed(decode(PEOPLE["chen_zhiyuan"].registry_photo)) >= 0.60


def test_faults_make_bad_pictures() -> None:
    good = look("chen_zhiyuan")
    box = only_face(good)
    dark, bright, blurred = (look("chen_zhiyuan", fault=fault) for fault in Fault)
    assert dark.mean() < 10
    assert dark.std() < 3.5
    assert aligned(bright, box).mean() > 200
    assert cv2.Laplacian(cv2.cvtColor(aligned(blurred, box), cv2.COLOR_BGR2GRAY), cv2.CV_64F).var() < 60


def test_no_two_pictures_in_a_row_are_alike_even_of_nobody() -> None:
    for scene in (Scene.EMPTY, Scene.PERSON, Scene.PHOTO):
        finder = Viewfinder()
        view = View(scene, PEOPLE["chen_zhiyuan"], Pose.FRONT, None)
        pictures = [finder.picture(view) for _ in range(8)]
        assert len(set(pictures)) == len(pictures)
        assert np.abs(decode(pictures[0]).astype(int) - decode(pictures[1])).mean() > 0.5


def test_the_same_movement_comes_from_memory() -> None:
    finder = Viewfinder()
    view = View(Scene.EMPTY, PEOPLE["chen_zhiyuan"], Pose.FRONT, None)
    first = [finder.picture(view) for _ in range(48)]
    assert all(again is before for again, before in zip((finder.picture(view) for _ in range(48)), first, strict=True))


def live(person: Person, scene: Scene = Scene.PERSON) -> "np.typing.NDArray[np.float32]":
    finder = Viewfinder()
    finder.picture(View(scene, person, Pose.FRONT, None), 6)
    vectors = [embed(decode(finder.picture(View(scene, person, Pose.FRONT, None), 7))) for _ in range(3)]
    mean = np.mean(vectors, axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


EVERYBODY = pytest.param(list(PEOPLE), id="everybody", marks=pytest.mark.long)


@pytest.mark.parametrize("ids", [pytest.param(list(PEOPLE)[::4], id="every fourth"), EVERYBODY])
def test_people_are_known_by_both_photographs_and_somebody_else_is_nobody(ids: list[str]) -> None:
    """What the drawn faces are good for; that any two of them stay below a threshold is not among it."""
    stranger = live(PEOPLE["chen_zhiyuan"], Scene.OTHER)
    people = [PEOPLE[person] for person in ids]
    faces = np.array([live(person) for person in people])
    for jpegs in ([person.registry_photo for person in people], [person.chip().jpeg for person in people]):
        photographs = np.array([embed(decode(jpeg)) for jpeg in jpegs])
        scores = faces @ photographs.T
        assert float(scores.diagonal().min()) >= 0.60, ids[int(scores.diagonal().argmin())]
        assert scores.argmax(axis=1).tolist() == list(range(len(ids)))  # nearest to the own
        assert float((photographs @ stranger).max()) < 0.33, ids[int((photographs @ stranger).argmax())]


@pytest.mark.parametrize(("wall", "brightness"), [(Wall.WHITE, 240), (Wall.GREY, 145)])
def test_a_wall_is_plain_and_of_its_colour(wall: Wall, brightness: int) -> None:
    picture = decode(Viewfinder().picture(View(Scene.EMPTY, PEOPLE["chen_zhiyuan"], Pose.FRONT, None, wall)))
    assert abs(float(picture.mean()) - brightness) < 6
    assert float(picture.std()) < 6
    assert len(find(decode(Viewfinder().picture(View(Scene.PERSON, PEOPLE["chen_zhiyuan"], Pose.FRONT, None, wall), 6)))) == 1


def test_closed_eyes_stay_closed() -> None:
    finder, person = Viewfinder(), PEOPLE["he_jing"]
    view = View(Scene.PERSON, person, Pose.FRONT, None, lids=Lids.CLOSED)
    awake = View(Scene.PERSON, person, Pose.FRONT, None)
    for frames in (6, SWAY_FRAMES, 2 * SWAY_FRAMES):
        closed = decode(finder.picture(view, frames))
        opened = decode(finder.picture(awake, SWAY_FRAMES))
        eyes = only_face(opened).row[4:6]  # the right one
        spot = np.s_[int(eyes[1]) - 8 : int(eyes[1]) + 8, int(eyes[0]) - 12 : int(eyes[0]) + 12]
        assert np.abs(closed[spot].astype(int) - opened[spot]).mean() > 10
