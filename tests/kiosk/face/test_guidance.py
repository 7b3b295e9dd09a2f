"""Sentences can be read, progress is told when it changes and not more often than the eye follows."""

from itertools import pairwise

from kiosk.face.contract import FaceProgress, Guidance, Stage
from kiosk.face.guidance import STAYS_S, TELLS_EVERY_S, Sentence, Teller


def test_a_sentence_stays_long_enough_to_be_read() -> None:
    sentence = Sentence()
    assert sentence.say(Guidance.CLOSER, 1.0) is Guidance.CLOSER
    assert sentence.say(Guidance.CENTRE, 1.0 + STAYS_S / 2) is Guidance.CLOSER
    assert sentence.say(Guidance.CENTRE, 1.0 + STAYS_S) is Guidance.CENTRE


def test_a_success_is_said_at_once() -> None:
    sentence = Sentence()
    sentence.say(Guidance.NO_FACE, 1.0)
    assert sentence.say(Guidance.HOLD, 1.04) is Guidance.HOLD
    assert sentence.say(Guidance.LEFT, 1.08) is Guidance.LEFT


def test_the_edge_of_a_gate_does_not_flicker() -> None:
    sentence = Sentence()
    said = [sentence.say(Guidance.HOLD if frame % 2 else Guidance.STILL, frame * 0.04) for frame in range(50)]
    changes = sum(before is not after for before, after in pairwise(said))
    assert changes <= 2 * 50 * 0.04 / STAYS_S + 1


def progress(fraction: float) -> FaceProgress:
    return FaceProgress(Guidance.HOLD, (Stage.FRONT,), 0, fraction)


def test_the_same_is_told_once() -> None:
    told: list[FaceProgress] = []
    teller = Teller(told.append)
    for frame in range(100):
        teller.offer(progress(0.5), frame * 0.04)
    assert told == [progress(0.5)]


def test_at_most_ten_times_a_second_and_the_last_word_is_not_lost() -> None:
    told: list[FaceProgress] = []
    teller = Teller(told.append)
    for frame in range(101):
        teller.offer(progress(min(frame, 50) / 100), frame * 0.01)
    assert len(told) <= 1 / TELLS_EVERY_S + 1
    assert told[-1] == progress(0.5)
