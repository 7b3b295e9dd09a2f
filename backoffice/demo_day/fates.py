"""What becomes of the demo's applications, by how many working days ago they came in: the older, the further."""

import random
from dataclasses import dataclass

DAYS = 6  # working days, today with them
CASES = 300


@dataclass(frozen=True)
class Fate:
    """How far a case gets, and what is peculiar about it."""

    ends: str
    """held, queue, claimed, silent, second, correction, corrected, rejected, referred, approved, printed, produced, waybill,
    posted."""
    way: str = "delivered"  # of its letter
    peculiar: str = ""  # moved, seized, often: what the registry knows differently


Lot = tuple[tuple[int, Fate], ...]
"""Weights and fates."""

POSTED = Fate("posted")
UNDER_WAY, MISSED, BACK = Fate("posted", "on_the_way"), Fate("posted", "missed"), Fate("posted", "returned")
REJECTED, REFERRED, PAUSED, CORRECTED = Fate("rejected"), Fate("referred"), Fate("correction"), Fate("corrected")
OLD: Lot = (
    (66, POSTED),
    (9, BACK),
    (6, MISSED),
    (5, REJECTED),
    (4, REFERRED),
    (5, PAUSED),
    (3, Fate("queue")),
    (2, Fate("approved")),
)

LOTS: tuple[Lot, ...] = (
    (
        (50, Fate("queue")),
        (9, Fate("queue", peculiar="moved")),
        (5, Fate("queue", peculiar="often")),
        (4, Fate("queue", peculiar="seized")),
        (6, Fate("held")),
        (5, Fate("silent")),
        (7, Fate("claimed")),
        (8, Fate("approved")),
        (6, PAUSED),
    ),
    (
        (24, Fate("queue")),
        (9, Fate("queue", peculiar="moved")),
        (8, Fate("second", peculiar="often")),
        (7, PAUSED),
        (4, CORRECTED),
        (22, Fate("approved")),
        (10, Fate("printed")),
        (12, Fate("produced")),
        (4, REJECTED),
    ),
    (
        (8, Fate("queue")),
        (6, PAUSED),
        (14, Fate("approved")),
        (10, Fate("produced")),
        (10, Fate("waybill")),
        (40, UNDER_WAY),
        (5, REJECTED),
        (3, CORRECTED),
    ),
    (
        (5, Fate("queue")),
        (5, PAUSED),
        (6, Fate("waybill")),
        (30, UNDER_WAY),
        (40, POSTED),
        (6, MISSED),
        (4, REFERRED),
        (4, REJECTED),
    ),
    OLD,
    OLD,
)
"""By working days ago."""


SURE: tuple[tuple[Fate, ...], ...] = (
    (Fate("held"), Fate("queue"), Fate("queue", peculiar="moved"), Fate("silent"), Fate("claimed"), PAUSED),
    (Fate("second", peculiar="often"), Fate("approved"), Fate("printed"), Fate("produced"), REJECTED),
    (Fate("waybill"), UNDER_WAY, Fate("queue"), REJECTED),
    (POSTED, MISSED),
    (BACK, POSTED),
    (BACK, POSTED),
)
"""What the first cases of a day come to, so that even a small city has everything; by working days ago."""


def fate_of(dice: random.Random, days_ago: int, place: int) -> Fate:
    """Draw the fate of the case in this place, from 0, of so many working days ago."""
    if place < len(SURE[days_ago]):
        return SURE[days_ago][place]
    lot = LOTS[days_ago]
    return dice.choices([fate for _, fate in lot], [weight for weight, _ in lot])[0]
