"""Renders the desk's pages: templates, texts in the reader's language, the clock and the rail around every page."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, cast

import jinja2
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from backoffice.desk import marks
from backoffice.desk.rail import DESKS, leading_role, rail_of
from backoffice.office import Office
from backoffice.staff.models import Staff, StaffSession
from domain.numbers import grouped
from domain.texts import Language

HERE = Path(__file__).parent
STATIC = HERE / "static"
FOLDERS = (
    "desk",
    "staff",
    "review",
    "intake",
    "production",
    "dispatch",
    "passes",
    "payments",
    "audit",
    "fleet",
    "troubles",
    "violations",
    "board",
    "statistics",
    "working_days",
    "retention",
)
LANGUAGE_COOKIE = "desk_language"
THEME_COOKIE = "desk_theme"

ALL_KEYS = (
    ("/", "desk.keys.find"),
    ("?", "desk.keys.all"),
    ("Esc", "desk.keys.back"),
)
"""Keys of every page; those of one page are read from the page itself (desk.js), those of the desks from the rail."""


@dataclass(frozen=True)
class ClockFace:
    """What the top bar says of the time."""

    day: str
    time: str
    used_px: float
    left: str


class Words:
    """The desk's texts in one language, and dates, times and lengths in words."""

    def __init__(self, office: Office, language: Language) -> None:
        self._book = office.texts
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key`; raises :class:`KeyError` for a key that is not there."""
        return self._book.get(key, self.language, **values)

    def or_same(self, key: str, plain: str) -> str:
        """Return the text of `key`, or `plain` where the book has none (a code of a newer terminal)."""
        return self(key) if self._book.has(key) else plain

    def day(self, day: date) -> str:
        """Return a day with its weekday, e.g. 11-24 周二."""
        return f"{day:%m-%d} {self(f'desk.weekday.{day.isoweekday()}')}"

    def span(self, minutes: int) -> str:
        """Return a length of time in words, e.g. 1时24分; sign ignored."""
        hours, rest = divmod(abs(minutes), 60)
        return self("desk.time.hours", hours=hours, minutes=f"{rest:02d}") if hours else self("desk.time.minutes", minutes=rest)


class Pages:
    """The desk's templates for one office."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.shift = marks.Shift(office.settings.review.shift_begins, office.settings.review.shift_ends)
        self._words = {language: Words(office, language) for language in Language}
        self._templates = _environment()
        self.regions = {region.code: region.name for region in office.regions}

    def words(self, request: Request) -> Words:
        """Return the texts in the language of the reader's cookie, Chinese by default."""
        english = request.cookies.get(LANGUAGE_COOKIE) == Language.EN
        return self._words[Language.EN if english else Language.ZH]

    def region(self, code: str) -> str:
        """Return a district's name; its code where the table has none."""
        return self.regions.get(code, code)

    def bare(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Render a page or fragment without the shell's data."""
        return HTMLResponse(self.text(request, template, **context), status_code=status)

    def page(
        self, request: Request, session: StaffSession, template: str, *, here: str, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """Render a page inside the shell, the desk `here` marked on the rail."""
        staff: Staff = session.staff
        shell = {
            "here": here,
            "back": _own_address(request, here),
            "rail": rail_of(staff),
            "all_keys": ALL_KEYS,
            "csrf": session.csrf_token,
            "session_staff_id": staff.id,
            "staff_name": staff.display_name,
            "staff_role": leading_role(staff),
            "clock": self.clock(self.words(request)),
            "regions": self.regions,
        }
        return self.bare(request, template, status=status, **{**shell, **context})

    def text(self, request: Request, template: str, **context: Any) -> str:
        """Render a template to text."""
        words = self.words(request)
        return self._templates.get_template(template).render(
            t=words,
            words=words,
            language=words.language.value,
            theme="night" if request.cookies.get(THEME_COOKIE) == "night" else "day",
            sample=self.office.settings.is_sandbox,
            **context,
        )

    def clock(self, words: Words) -> ClockFace:
        """Return the time of day as the top bar shows it."""
        now = self.office.clock.now()
        working = marks.is_working_day(now.date(), self.office.hours)
        left = int(self.shift.left(now).total_seconds()) // 60
        return ClockFace(
            day=words("desk.clock.day", month=now.month, day=now.day, weekday=words(f"desk.weekday.{now.isoweekday()}")),
            time=f"{now:%H:%M}",
            used_px=round(self.shift.share(now) * marks.SHIFT_WIDTH, 1) if working else 0.0,
            left=_left_of_shift(words, working, left),
        )

    def bar(self, due: date | None, promised: int, *, paused_used: int | None = None) -> marks.WorkingDayBar:
        """Return the working-day bar of a promise; `paused_used`: days used when it stopped running."""
        if paused_used is not None:
            return marks.working_day_bar(paused_used, promised, paused=True)
        now = self.office.clock.now()
        return marks.working_day_bar(marks.promise_used(due, promised, now, self.shift, self.office.hours), promised)


def _own_address(request: Request, here: str) -> str:
    """Return where a change of language or theme leads back to; a page that answered a form has no address of its own."""
    if request.method != "GET":
        return next((desk.path for desk in DESKS if desk.name == here), f"/desk/{here}")
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _left_of_shift(words: Words, working: bool, minutes: int) -> str:
    if not working:
        return words("desk.clock.rest_day")
    return words("desk.clock.left", span=words.span(minutes)) if minutes else words("desk.clock.after")


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([HERE.parent / folder / "templates" for folder in FOLDERS]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = static_address
    environment.globals["tracking_mark"] = marks.tracking
    environment.filters.update(FILTERS)
    return environment


def static_address(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    if name not in _versions:
        _versions[name] = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]
    return f"/desk/static/{name}?v={_versions[name]}"


_versions: dict[str, str] = {}


def _waybill(number: str) -> str:
    return f"{number[:4]} {number[4:8]} {number[8:]}"


def _moment(moment: datetime) -> str:
    return f"{moment:%m-%d %H:%M}"


def _short_hash(text: str) -> Markup:
    return Markup("{}…{}").format(text[:4], text[-4:])


FILTERS: Mapping[str, Callable[..., Any]] = {
    "grouped": grouped,
    "waybill": _waybill,
    "moment": _moment,
    "drawing": Markup,  # the bar code, drawn by this office from digits
    "short_hash": _short_hash,
}


def get_pages(request: Request) -> Pages:
    """Return the pages of this application."""
    return cast("Pages", request.app.state.pages)


PagesDep = Annotated[Pages, Depends(get_pages)]
