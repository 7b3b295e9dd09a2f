"""选择: a list of which one or several are chosen (docs/screens.md)."""

from kiosk.flow.contents import CHOICE, ChooseContent, Entry, shown_plate
from kiosk.flow.outcome import STAY, Forward, Home, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View, text_in


class Choose(Step):
    """Which of them."""

    kind = "choose"
    filled_by = ChooseContent

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._content = self.content(ChooseContent)

    def view(self) -> View:
        content, matter = self._content, self.matter
        entries, chosen = content.entries(matter), self._chosen()
        amounts = {entry.id: entry.amount_fen for entry in entries if entry.amount_fen is not None}
        return {
            "words": content.words,
            "many": content.many,
            "entries": [_shown(entry) for entry in entries],
            "chosen": [*chosen],
            "least": content.least,
            "most": content.most_of(entries),
            "total_fen": sum(amounts.get(one, 0) for one in chosen) if amounts else None,
            "complete": content.is_complete(self.name, matter),
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "choose":
                self._choose(text_in(touch, "id"))
            case "choose_all" if self._content.many:
                self._choose_all()
            case "next" if self._content.is_complete(self.name, self.matter):
                return Forward()
            case "home" if not self._content.entries(self.matter):
                return Home()
        return STAY

    def _chosen(self) -> tuple[str, ...]:
        return self._content.chosen(self.name, self.matter)

    def _choose(self, entry_id: str) -> None:
        chosen = self._chosen()
        if self._content.many and entry_id in chosen:
            self._take(tuple(other for other in chosen if other != entry_id))
        else:
            self._add(entry_id)

    def _add(self, entry_id: str) -> None:
        """Choose one that can be; in a list of several only while there is room."""
        entries, chosen = self._content.entries(self.matter), self._chosen()
        if not any(entry.id == entry_id and entry.can for entry in entries):
            return
        if not self._content.many:
            self._take((entry_id,))
        elif entry_id not in chosen and len(chosen) < self._content.most_of(entries):
            self._take((*chosen, entry_id))

    def _choose_all(self) -> None:
        """All that can be chosen, from the top; asked once more, none. Each one taken may bar what comes after it."""
        before = self._chosen()
        for entry in self._content.entries(self.matter):
            self._add(entry.id)
        if self._chosen() == before:
            self._take(())

    def _take(self, chosen: tuple[str, ...]) -> None:
        self.matter.answers.chosen[self.name, CHOICE] = chosen


def _shown(entry: Entry) -> dict[str, Json]:
    return {
        "id": entry.id,
        "title": entry.title,
        "note": entry.note,
        "plate": shown_plate(entry.plate),
        "amount_fen": entry.amount_fen,
        "chips": [{"tone": chip.tone, "key": chip.key} for chip in entry.chips],
        "can": entry.can,
        "why": entry.why,
    }
