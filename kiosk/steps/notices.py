"""告知与同意: each notice is agreed to by itself; what was shown is proven by its hash."""

from domain.rulebook import Notice
from domain.texts import Language
from domain.wire.v1 import Consent
from kiosk.flow.outcome import STAY, Forward, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View, text_in


class Notices(Step):
    """What the citizen is told and agrees to."""

    name = "notices"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._notices = [bench.rulebook.notices[notice_id] for notice_id in self.plan.notices]
        self._open = self._first_open()

    def view(self) -> View:
        return {
            "notices": [self._row(notice) for notice in self._notices],
            "open": self._open,
            "all_agreed": self._all_agreed(),
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "open":
                index = touch.payload.get("index")
                if isinstance(index, int | float) and index in range(len(self._notices)):
                    self._open = int(index)
            case "agree":
                self._agree(text_in(touch, "id"))
            case "next" if self._all_agreed():
                return Forward()
        return STAY

    def _agree(self, notice_id: str) -> None:
        for notice in self._notices:
            if notice.notice_id == notice_id:
                self.visit.person.consents[notice_id] = self._consent(notice)
                self._open = self._first_open()

    def _consent(self, notice: Notice) -> Consent:
        language = Language(self.visit.display.language)
        return Consent(
            notice_id=notice.notice_id,
            version=notice.version,
            sha256=notice.sha256(language),
            language=language,
            agreed_at=self.bench.clock.now(),
        )

    def _first_open(self) -> int:
        """The first notice not agreed to yet, else the last."""
        waiting = [i for i, notice in enumerate(self._notices) if notice.notice_id not in self.visit.person.consents]
        return waiting[0] if waiting else len(self._notices) - 1

    def _all_agreed(self) -> bool:
        return all(notice.notice_id in self.visit.person.consents for notice in self._notices)

    def _row(self, notice: Notice) -> dict[str, Json]:
        return {
            "id": notice.notice_id,
            "version": notice.version,
            "title": {language.value: notice.title[language] for language in Language},
            "text": {language.value: notice.text[language] for language in Language},
            "agreed": notice.notice_id in self.visit.person.consents,
        }
