"""Shapes the photographs of a case: chip, live and registry side by side, the new licence photo beside them."""

import base64
from dataclasses import replace

from backoffice.desk.pages import Words
from backoffice.review.attachment_view import new_photos
from backoffice.review.casefile import CaseFile
from backoffice.review.photographs import PhotoView, as_picture
from domain.people import completed_years


def photos_of(file: CaseFile, words: Words) -> tuple[PhotoView, ...]:
    """Return the photographs that are laid side by side."""
    block = file.body.applicant.photo
    readable = as_picture(base64.b64decode(block)) is not None if block else False
    registered = file.registry is not None and file.registry.photo is not None
    address = f"/desk/review/{file.case.number}/photos"
    known = {one.picture.value for one in file.body.face.eyes} if file.body.face else set()
    chip_why = "desk.photo.chip_undecodable" if block else "desk.photo.chip_missing"
    registry_why = "desk.photo.registry_missing" if file.registry else "desk.photo.registry_not_asked"
    return (
        PhotoView(
            "chip",
            f"{address}/chip" if readable and file.photographs_open else None,
            "desk.photo.closed" if readable else chip_why,
            words("desk.photo.issued", day=f"{file.body.applicant.valid_from:%Y-%m}"),
            levelled="chip" in known,
        ),
        replace(_live(file, words), levelled="live" in known),
        PhotoView(
            "registry",
            f"{address}/registry" if registered and file.photographs_open else None,
            "desk.photo.closed" if registered else registry_why,
            _age_of_registered(file, words),
            levelled="registry" in known,
        ),
        *new_photos(file, words),
    )


def _age_of_registered(file: CaseFile, words: Words) -> str:
    """Say when the registry's photograph was taken and how old that makes it; else when the registry gave it."""
    shot, asked = file.registry.photo_taken_on if file.registry else None, file.case.registry_taken_at
    if shot is not None and asked is not None:
        years = completed_years(shot, asked.date())
        return words("desk.photo.shot", day=f"{shot:%Y-%m}", years=years)
    return words("desk.photo.taken", when=f"{asked:%m-%d %H:%M}") if asked else "—"


def _live(file: CaseFile, words: Words) -> PhotoView:
    check = file.body.face
    if check is None:
        return PhotoView("live", None, "desk.photo.live_missing", words("desk.photo.live_caption"))
    caption = words("desk.photo.live_taken", when=f"{check.checked_at:%m-%d %H:%M:%S}", n=file.live_pictures)
    if not file.live_pictures:
        return PhotoView("live", None, f"desk.photo.live_{'destroyed' if file.live_destroyed else 'not_kept'}", caption)
    address = f"/desk/review/{file.case.number}/photos/live" if file.photographs_open else None
    return PhotoView("live", address, "desk.photo.closed", caption)


def more_photos_of(file: CaseFile, words: Words) -> tuple[PhotoView, ...]:
    """Return further live pictures, which are shown enlarged only."""
    if not file.photographs_open:
        return ()
    address = f"/desk/review/{file.case.number}/photos/live"
    return tuple(
        PhotoView("live", f"{address}-{place}", "desk.photo.closed", words("desk.photo.live_place", n=place))
        for place in range(2, file.live_pictures + 1)
    )
