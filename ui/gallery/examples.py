"""Example states of every screen. Every person, number and address is invented."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from domain.rulebook import parse_notice
from domain.services import GROUPS
from domain.texts import Language
from kiosk.flow.screen_state import Json, ScreenState
from ui.gallery.address_examples import address_examples
from ui.gallery.application_examples import application_examples
from ui.gallery.book import CONFIG
from ui.gallery.document_examples import document_examples
from ui.gallery.example import NUMBER, PERSON, PHONE, SLUG, Example, off_line, on_line
from ui.gallery.face_examples import face_examples
from ui.gallery.handling_examples import handling_examples
from ui.gallery.kind_examples import kind_examples, loss_examples, renewal_examples
from ui.gallery.maintenance_examples import maintenance_examples
from ui.gallery.pass_examples import pass_examples
from ui.gallery.pay_examples import pay_examples
from ui.gallery.photo_examples import photo_examples
from ui.gallery.progress_examples import progress_examples
from ui.gallery.vehicle_examples import vehicle_examples
from ui.gallery.violation_examples import violation_examples

__all__ = ["Example", "examples"]


def examples() -> Iterator[Example]:
    """Give every example, in the order of a visit."""
    yield Example("attract", off_line("attract", {}))
    yield from _home()
    yield from _read_id_card()
    yield from loss_examples()
    yield from renewal_examples()
    yield from _notices()
    yield from address_examples()
    yield from _confirm_and_sign()
    yield from face_examples()
    yield from photo_examples()
    yield from document_examples()
    yield from pay_examples()
    yield from violation_examples()
    yield from handling_examples()
    yield from application_examples()
    yield from progress_examples()
    yield from kind_examples()
    yield from _submitted()
    yield from vehicle_examples()
    yield from pass_examples()
    yield from _advice()
    yield from _goodbye()
    yield Example("out_of_service", off_line("out_of_service", {"failure": "terminal_not_enrolled"}))
    yield Example("out_of_service-disk", off_line("out_of_service", {"failure": "disk_low", "cause": "disk_low"}))
    closed: dict[str, Json] = {"failure": "taken_out_of_service", "reason": "repair"}
    for failure in ("on_battery", "battery_low", "device_busy"):
        yield Example(
            f"out_of_service-{failure}", off_line("out_of_service", {"failure": failure, "cause": failure, "left": []})
        )
    left: list[Json] = [{"thing": thing, "taken": False, "sensed": True} for thing in ("document", "id_card")]
    forgotten: dict[str, Json] = {"failure": "thing_left_behind", "cause": "thing_left_behind", "left": left}
    yield Example("out_of_service-left_behind", off_line("out_of_service", forgotten))
    yield Example("out_of_service-closed", off_line("out_of_service", closed))
    yield from maintenance_examples()


def home_view(reasons: Mapping[str, str], opened: str = "") -> dict[str, Json]:
    """Return the view of home with the group `opened`; services named in `reasons` cannot be begun."""
    groups: list[Json] = []
    for group, slugs in GROUPS.items():
        services: list[Json] = [
            {"slug": slug.value, "available": slug.value not in reasons, "reason": reasons.get(slug.value)} for slug in slugs
        ]
        groups.append({"group": group.value, "services": services})
    return {"groups": groups, "group": opened, "my_applications": {"available": True, "reason": None}}


def _home() -> Iterator[Example]:
    others = {slug.value: "unavailable.not_built" for slugs in GROUPS.values() for slug in slugs if slug.value != SLUG}
    yield Example("home", off_line("home", home_view(others), can_end=True))
    broken = {
        SLUG: "unavailable.bank_card_left",
        "violation_query": "unavailable.device.id_card_reader",
        "fine_payment": "unavailable.device.acquirer",
        "truck_pass": "unavailable.network",
    }
    yield Example("home-some_down", off_line("home", home_view(broken), can_end=True))
    within = off_line("home", home_view(broken, "driver_licence"), can_go_back=True, can_end=True)
    yield Example("home-group", within)  # shown in large type and in the reachable layout only
    asking = off_line("home", home_view({}), can_end=True, asking_to_end=True)
    yield Example("home-asking_to_end", asking)


def _card(phase: str, failure: str | None = None, tries: int = 0, slow: bool = False) -> ScreenState:
    return on_line("read_id_card", {"phase": phase, "failure": failure, "tries": tries, "slow": slow})


def _read_id_card() -> Iterator[Example]:
    yield Example("read_id_card", _card("waiting"))
    yield Example("read_id_card-slow", _card("waiting", slow=True))
    yield Example("read_id_card-reading", _card("reading"))
    yield Example("read_id_card-again", _card("again", "id_card_moved", 1))
    yield Example("read_id_card-failed", _card("failed", "device_silent", 3))
    yield Example("read_id_card-on_battery", replace(_card("waiting"), tidings="tidings.on_battery"))
    yield Example("read_id_card-help", replace(_card("waiting"), help_open=True))


def _notices() -> Iterator[Example]:
    parsed = [parse_notice((CONFIG / "notices" / f"{name}.toml").read_text("utf-8")) for name in ("privacy", "truth", SLUG)]
    for name, agreed, opened in (("notices", 0, 0), ("notices-third", 2, 2), ("notices-all", 3, 2)):
        rows: list[Json] = [
            {
                "id": notice.notice_id,
                "version": notice.version,
                "title": {language.value: notice.title[language] for language in Language},
                "text": {language.value: notice.text[language] for language in Language},
                "agreed": index < agreed,
            }
            for index, notice in enumerate(parsed)
        ]
        yield Example(name, on_line("notices", {"notices": rows, "open": opened, "all_agreed": agreed == 3}))


def _confirm_and_sign() -> Iterator[Example]:
    def row(key: str, value: str | None = None, value_key: str | None = None, edit: str | None = None) -> Json:
        return {"key": f"confirm.row.{key}", "value": value, "value_key": value_key, "edit": edit}

    rows: list[Json] = [
        row("service", value_key=f"service.{SLUG}.name"),
        row("name", PERSON),
        row("id_number", "500∗∗∗∗∗∗∗∗∗∗∗0010"),
        row("loss_reason", value_key="licence_loss.reason.lost", edit="licence_loss"),
        row("address", "重庆市渝中区解放碑街道\n民权路28号3单元12-6", edit="address"),
        row("phone", PHONE, edit="address"),
    ]
    view: dict[str, Json] = {"rows": rows, "fee_fen": 1000, "ways": "confirm.service_method.sms_and_post"}
    yield Example("confirm", on_line("confirm", view))
    yield Example("sign", on_line("sign", {"strokes": [], "enough": False}))
    yield Example("sign-signed", on_line("sign", {"strokes": signature(), "enough": True}))


def signature() -> list[Json]:
    """Return the ink of an invented signature."""
    drawn = tomllib.loads((CONFIG.parent / "ui" / "gallery" / "signature.toml").read_text("utf-8"))
    return list(drawn["strokes"])


def _done(phase: str, receipt: str, failure: str | None = None, card_left: bool = True) -> ScreenState:
    known = phase in {"received", "lodged"}
    view: dict[str, Json] = {
        "phase": phase,
        "number": NUMBER if phase != "saving" else "",
        "qr": "CQJG1:2611220001001375" if known else "",
        "due_date": "2026-11-25" if phase == "received" else None,
        "receipt": receipt,
        "receipt_failure": failure,
        "card_left": card_left,
        "promised_working_days": 3,
    }
    return on_line("submitted", view, can_go_back=False)


def _submitted() -> Iterator[Example]:
    yield Example("submitted-saving", _done("saving", "waiting"))
    yield Example("submitted-sending", _done("sending", "waiting"))
    yield Example("submitted-printing", _done("received", "printing"))
    yield Example("submitted", _done("received", "delivered"))
    yield Example("submitted-lodged", _done("lodged", "delivered", card_left=False))
    yield Example("submitted-no_paper", _done("received", "not_delivered", "receipt_paper_out"))
    yield Example("submitted-no_paper_lodged", _done("lodged", "not_delivered", "receipt_paper_out"))
    yield Example("submitted-unknown", _done("lodged", "unknown", "receipt_result_unknown"))
    done = _done("received", "delivered")
    yield Example("submitted-asking_to_end", replace(done, can_end=True, asking_to_end=True))
    yield Example("submitted-idle", replace(done, idle_seconds_left=14))


def _advised(
    kind: str,
    *reasons: str,
    failure: str | None = None,
    instead: str | None = None,
    service: str = SLUG,
    can_retry: bool = False,
) -> ScreenState:
    view: dict[str, Json] = {
        "kind": kind,
        "reasons": list(reasons),
        "failure": failure,
        "instead": instead,
        "service": service,
        "can_move_on": instead is not None,
        "can_retry": can_retry or kind in {"failure", "not_saved", "window", "no_bank_card", "unpaid"},
    }
    return off_line("advice", view, service=service, person=PERSON, can_end=True)


def _advice() -> Iterator[Example]:
    yield Example("advice-refused", _advised("refused", "R-OUT"))
    yield Example("advice-many", _advised("refused", "R-DATA", "R-PHOTO", "R-ADDR"))
    yield Example("advice-other", _advised("refused", "R-OTHER", instead="driver_licence_renew_expiry"))
    yield Example("advice-verify_first", _advised("verify_first", can_retry=True))
    yield Example("advice-verify_at_window", _advised("verify_first"))
    overage = "driver_licence_renew_overage"
    yield Example("advice-overage", _advised("refused", "R-AGE", instead=overage, service="driver_licence_renew_damage"))
    yield Example("advice-no_card", _advised("no_card"))
    yield Example("advice-window", _advised("window"))
    yield Example("advice-no_bank_card", _advised("no_bank_card"))
    yield Example("advice-unpaid", _advised("unpaid"))
    yield Example("advice-failure", _advised("failure", failure="office_unavailable"))
    yield Example("advice-not_saved", _advised("not_saved", failure="store_failed"))


def _goodbye() -> Iterator[Example]:
    card: Json = {"thing": "id_card", "taken": False, "sensed": True}
    gone: Json = {"thing": "id_card", "taken": True, "sensed": True}
    slip: Json = {"thing": "receipt", "taken": False, "sensed": False}
    yield Example("goodbye-card_lies", off_line("goodbye", {"left": [card, slip], "why": "finished"}))
    yield Example("goodbye", off_line("goodbye", {"left": [gone, slip], "why": "finished"}))
    bank_card: Json = {"thing": "bank_card", "taken": False, "sensed": True}
    yield Example("goodbye-bank_card_lies", off_line("goodbye", {"left": [card, bank_card, slip], "why": "ended"}))
    document: Json = {"thing": "document", "taken": False, "sensed": False}
    yield Example("goodbye-document", off_line("goodbye", {"left": [gone, document], "why": "finished"}))
    pages: list[Json] = [gone, {"thing": "document", "taken": False, "sensed": True}]
    yield Example("goodbye-pages_lie", off_line("goodbye", {"left": pages, "why": "finished"}))
    slips: list[Json] = [gone, {"thing": "receipt", "taken": False, "sensed": True}]
    yield Example("goodbye-slip_lies", off_line("goodbye", {"left": slips, "why": "power"}))
    yield Example("goodbye-idle", off_line("goodbye", {"left": [], "why": "idle"}))
    unclear: dict[str, Json] = {"left": [gone, slip], "why": "ended", "clue": "20261122-000007"}
    yield Example("goodbye-unclear", off_line("goodbye", unclear))
