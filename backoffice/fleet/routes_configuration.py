"""The page on which configuration is written, looked at before it goes, rolled out, and rolled back."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backoffice.desk.pages import Pages, PagesDep
from backoffice.fleet import configuration
from backoffice.office import clerk
from backoffice.refusals import Reason, Refused
from backoffice.staff.access import proven
from backoffice.staff.models import Role, StaffSession
from domain.rollout import ALLOWED

NOWHERE = "-"  # in the address: terminals whose district nobody told
Admin = Annotated[StaffSession, Depends(proven(Role.ADMIN))]
Version = Annotated[int, Query(ge=0, le=10**9)]
Share = Annotated[int, Query(ge=1, le=100)]
Districts = Annotated[list[str], Query(max_length=60)]

router = APIRouter(prefix="/configuration")


@dataclass(frozen=True)
class _Wish:
    """What the page is to show."""

    version: int = 0
    districts: tuple[str, ...] = ()
    share: int = 100
    typed: str | None = None
    wrong: tuple[str, ...] | None = None


@router.get("")
def configuration_page(
    request: Request,
    session: Admin,
    pages: PagesDep,
    version: Version = 0,
    district: Districts = [],  # noqa: B006 - FastAPI copies it
    share: Share = 100,
) -> HTMLResponse:
    """Show versions and roll-outs, and what rolling the chosen one out would change."""
    return _page(request, session, pages, _Wish(version, tuple(district), share))


@router.post("")
def add_version(
    request: Request,
    session: Admin,
    pages: PagesDep,
    fragment: Annotated[str, Form(max_length=8000)] = "",
    note: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Keep a new version; what is typed stays on the page when it may not be."""
    try:
        with pages.office.writing(clerk(session.staff)) as work:
            row = configuration.add_version(work, fragment, note.strip())
    except Refused as refused:
        if refused.reason is not Reason.CONFIGURATION_UNFIT:
            raise
        return _page(request, session, pages, _Wish(typed=fragment, wrong=refused.items), status=409)
    return RedirectResponse(f"/desk/fleet/configuration?version={row.version}", status_code=303)


@router.post("/roll-out")
def roll_out(
    session: Admin,
    pages: PagesDep,
    version: Annotated[int, Form(ge=1, le=10**9)],
    share: Annotated[int, Form(ge=1, le=100)],
    district: Annotated[list[str], Form(max_length=60)] = [],  # noqa: B006 - FastAPI copies it
) -> RedirectResponse:
    """Send a version to the chosen districts, or to a share of their terminals first."""
    with pages.office.writing(clerk(session.staff)) as work:
        configuration.roll_out(work, version, _codes(district), share)
    return RedirectResponse(f"/desk/fleet/configuration?version={version}", status_code=303)


def _page(request: Request, session: StaffSession, pages: Pages, wish: _Wish, status: int = 200) -> HTMLResponse:
    with pages.office.reading(clerk(session.staff)) as work:
        versions = configuration.list_versions(work)
        chosen = configuration.get_version(work, wish.version) if wish.version else None
        touched = configuration.preview(work, chosen.version, _codes(wish.districts), wish.share) if chosen else []
        shown: dict[str, Any] = {
            "versions": versions,
            "chosen": chosen,
            "touched": touched,
            "rollouts": configuration.list_rollouts(work),
            "state": configuration.progress(work),
            "places": configuration.count_by_district(work),
        }
    return pages.page(
        request,
        session,
        "fleet_configuration.html",
        here="fleet",
        status=status,
        districts=wish.districts,
        share=wish.share,
        typed=wish.typed,
        wrong=wish.wrong,
        allowed=ALLOWED,
        **shown,
    )


def _codes(districts: tuple[str, ...] | list[str]) -> list[str]:
    return ["" if code == NOWHERE else code for code in districts]
