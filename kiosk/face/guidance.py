"""What is said to the citizen, and how often: one sentence at a time, long enough to be read."""

from collections.abc import Callable

from kiosk.face.contract import FaceProgress, Guidance

STAYS_S = 0.6
"""A sentence stays at least this long, unless what comes is a success."""

TELLS_EVERY_S = 0.1

_SUCCESSES = frozenset({Guidance.HOLD, Guidance.LEFT, Guidance.RIGHT, Guidance.FRONT, Guidance.CHECKING})


class Sentence:
    """The sentence above the picture; does not flicker when a face stands on the edge of a gate."""

    def __init__(self) -> None:
        self.said = Guidance.STARTING
        self._since: float | None = None

    def say(self, wanted: Guidance, at: float) -> Guidance:
        """Return what is to be shown at the monotonic moment `at`, when `wanted` would be right."""
        if self._since is None:
            self._since = at
        succeeded = wanted in _SUCCESSES and self.said not in _SUCCESSES
        moved_on = wanted in _SUCCESSES and wanted is not Guidance.HOLD
        if wanted is not self.said and (succeeded or moved_on or self.said is Guidance.STARTING or at - self._since >= STAYS_S):
            self.said, self._since = wanted, at
        return self.said


class Teller:
    """Hands progress on when it changed, at most ten times a second; what was held back follows with the next call."""

    def __init__(self, tell: Callable[[FaceProgress], None]) -> None:
        self._tell = tell
        self._told: FaceProgress | None = None
        self._told_at = float("-inf")

    def offer(self, progress: FaceProgress, at: float) -> None:
        """Tell `progress` unless it is what was told last, or too soon."""
        if progress != self._told and at - self._told_at >= TELLS_EVERY_S:
            self._told, self._told_at = progress, at
            self._tell(progress)
