"""What every paper is filled with: days, amounts, the place of the terminal, who signed."""

from datetime import date, datetime
from typing import Any

from backoffice.documents.amounts import in_capitals, in_figures
from backoffice.documents.drawings import signature_svg
from backoffice.fleet.models import Terminal
from backoffice.office import Office
from domain.clock import SHANGHAI
from domain.texts import Language
from domain.wire.v1 import ApplicationBody


class PaperWords:
    """The words of papers: Chinese, whatever the citizen's language was."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._book = office.texts

    def __call__(self, key: str, **values: object) -> str:
        """Return the text `document.<key>`."""
        return self._book.get(f"document.{key}", Language.ZH, **values)

    def day(self, day: date) -> str:
        """Return a day, e.g. 2026年11月22日."""
        return self("day", year=day.year, month=day.month, day=day.day)

    def moment(self, moment: datetime) -> str:
        """Return a moment of Chongqing's time to the minute."""
        at = moment.astimezone(SHANGHAI)
        return self("moment", year=at.year, month=at.month, day=at.day, time=f"{at:%H:%M}")

    def penalty(self, fine_fen: int) -> str:
        """Return what is imposed: a fine in both spellings, or a warning."""
        if fine_fen == 0:
            return self("warning")
        return self("fine", words=in_capitals(fine_fen), amount=in_figures(fine_fen))

    def plate_kind(self, kind: str) -> str:
        """Return a kind of plate by its code."""
        key = f"document.plate_kind.{kind}"
        return self._book.get(key if self._book.has(key) else "document.plate_kind.other", Language.ZH)

    def common(self, body: ApplicationBody, title: str, agency: str) -> dict[str, Any]:
        """Return what every template asks for."""
        number, place = self._terminal(body.terminal_id)
        return {
            "sample": self._office.settings.is_sandbox,
            "title": self(title),
            "agency": agency,
            "hotline": self._office.settings.hotline,
            "number": body.number,
            "name": body.applicant.name,
            "id_number": body.applicant.number,
            "phone": body.delivery.phone,
            "place": place,
            "terminal": number,
            "signature": signature_svg(body.signature.strokes),
            "signed_at": self.moment(body.confirmed_at),
        }

    def _terminal(self, terminal_id: str) -> tuple[str, str]:
        """Return number and place; both are empty for a terminal that this office does not know."""
        with self._office.reading() as work:
            known = work.session.get(Terminal, terminal_id)
            return (f"{known.terminal_number:04d}", known.place_zh) if known else ("", "")
