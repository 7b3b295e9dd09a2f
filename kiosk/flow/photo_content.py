"""The content of the step `licence_photo`: which photograph the new licence shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from domain.licence_photo import is_recent
from kiosk.flow.contents import Content, Matter


def day_of_photo_on_file(matter: Matter) -> date | None:
    """Return the day of the photograph on file, None when the office names none or it is too old to be used again."""
    taken_on = matter.person.answer.photo_taken_on if matter.person.answer else None
    recent = taken_on is not None and is_recent(taken_on, matter.now.date(), matter.rulebook.photo.months)
    return taken_on if recent else None


@dataclass(frozen=True)
class LicencePhotoContent(Content):
    """Which photograph the licence shows. `on_file`: the day of the one that may be used again."""

    on_file: Callable[[Matter], date | None] = day_of_photo_on_file

    def is_complete(self, stop: str, matter: Matter) -> bool:  # noqa: ARG002 - one visit has one photograph
        """One is chosen, and may be used."""
        photo = matter.person.photo
        return bool(photo.jpeg) if photo.source == "taken" else photo.source == "on_file" and self.on_file(matter) is not None


LICENCE_PHOTO = LicencePhotoContent()
