"""What a drawing is, said by two: the engine's model, and the strokes of common characters. Larger scores are better.

Measured on the characters of `written_characters.txt` and 300 others, drawn from strokes that neither knows (docs/input.md).
"""

from collections.abc import Iterable, Mapping

from ui.input.frequent_characters import FREQUENT

ANOTHER = 0.17  # so far from its strokes a character is as often another one: there a template says nothing for or against
WEIGHT = 20.0  # what one unit of distance weighs against the model's scores: -1 for a guess, 0 for a good one, 1 for a sure one
FARTHEST = 0.24  # beyond this a template is silent
FAVOUR = 0.15  # what frequent characters are given: it turns near-equal scores only

Scored = Iterable[tuple[str, float]]


def merged(read: Scored, distances: Mapping[str, float], most: int) -> list[str]:
    """Return at most `most` characters, best first, of what the model read and what templates lie near."""
    scores: dict[str, float] = {}
    for character, score in read:
        favoured = score + FAVOUR * (character in FREQUENT)
        scores[character] = max(favoured, scores.get(character, favoured))
    for character, distance in distances.items():
        if distance < FARTHEST:
            score = WEIGHT * (ANOTHER - distance)
            scores[character] = max(score, scores.get(character, score))
    return sorted(scores, key=lambda character: -scores[character])[:most]


def swapped_orders(count: int) -> list[list[int]]:
    """The orders in which two strokes that follow each other were drawn the other way round."""
    orders = []
    for first in range(count - 1):
        order = list(range(count))
        order[first], order[first + 1] = order[first + 1], order[first]
        orders.append(order)
    return orders
