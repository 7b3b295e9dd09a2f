"""选择违法: the list with its pictures, where records are chosen to be handled; what cannot be chosen says why."""

from domain.violations import HandlingBar
from kiosk.flow.contents import CHOICE
from kiosk.flow.outcome import STAY, Forward, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, View, text_in
from kiosk.services.handling import RecordChoice
from kiosk.steps.violations import Violations


class ViolationChoice(Violations):
    """Looking, and choosing."""

    kind = "violation_choice"
    filled_by = RecordChoice

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._content = self.content(RecordChoice)

    def view(self) -> View:
        content, matter = self._content, self.matter
        chosen, addable = content.chosen(self.name, matter), content.addable(self.name, matter)
        choosing: dict[str, Json] = {
            "chosen": [*chosen],
            "can": [*chosen, *addable],
            "any": bool(content.open_records(matter)),
            "complete": content.is_complete(self.name, matter),
            **content.sums(self.name, matter),
        }
        shown = dict(super().view())
        full = set(content.too_many_points(self.name, matter))
        return {**shown, "rows": [_barred(row, full) for row in _rows(shown)], "handling_offered": True, "choosing": choosing}

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "take":
                self._take(text_in(touch, "id"))
                return STAY
            case "next" if self._content.is_complete(self.name, self.matter):
                return Forward()
        return super().touched(touch)

    def _take(self, record: str) -> None:
        """Choose a record, or leave it out again. What was told of others does not count any more."""
        content, matter = self._content, self.matter
        chosen = content.chosen(self.name, matter)
        if record in chosen:
            matter.answers.chosen[self.name, CHOICE] = tuple(other for other in chosen if other != record)
        elif record in content.addable(self.name, matter):
            matter.answers.chosen[self.name, CHOICE] = (*chosen, record)


def _rows(shown: dict[str, Json]) -> list[dict[str, Json]]:
    rows = shown["rows"]
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _barred(row: dict[str, Json], full: set[str]) -> Json:
    """Return the row; one that would bring the points to the limit together with what is chosen says so."""
    return {**row, "bars": [HandlingBar.POINTS_REACH_LIMIT.value]} if row["id"] in full else row
