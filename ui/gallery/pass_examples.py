"""Example states of 主城区货车通行证 and of the contact changes: their stops, confirmations of many rows. All invented."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.services import ServiceSlug
from kiosk.flow.screen_state import Json
from ui.gallery.example import PERSON, PHONE, Example
from ui.gallery.kind_examples import entry, field
from ui.gallery.vehicle_examples import at, chosen_of, question

PASS, OWNER, DRIVER = ServiceSlug.TRUCK_PASS, ServiceSlug.CONTACT_CHANGE_OWNER, ServiceSlug.CONTACT_CHANGE_DRIVER
KINDS = ("red", "yellow", "green_a", "green_b", "white")
FIRST_DAY = date(2026, 11, 23)
HOURS, ROADS = ("morning", "off_peak", "night"), ("inner_ring", "logistics", "bridges")
PLATES = (("渝A∗∗2D6", "02"), ("渝A∗∗61B", "07"), ("渝A∗∗∗207", "52"))


def pass_examples() -> Iterator[Example]:
    """Give the stops of the pass, those of the contact changes, and both confirmations."""
    kinds = [entry(code, f"pass_kind.{code}", f"pass_note.{code}") for code in KINDS]
    yield Example("truck_pass-kind", at(PASS, "choose", "pass_kind", chosen_of("pass_kind", kinds, ["green_a"])))
    days = [FIRST_DAY + timedelta(days=ahead) for ahead in range(7)]
    begins = [entry(day.isoformat(), day.isoformat(), f"weekday.{day.isoweekday()}") for day in days]
    yield Example("truck_pass-begin", at(PASS, "choose", "pass_begin", chosen_of("pass_begin", begins, ["2026-11-24"])))
    hours = question("windows", " ".join(HOURS), "morning night", many=True)
    yield _asked("period", question("days", "7 30 90", "30"), hours)
    yield _asked("where", question("roads", " ".join(ROADS), "bridges", many=True))
    yield Example("confirm-truck_pass", at(PASS, "confirm", "confirm", _confirmed(PASS, _pass_rows())))
    yield from _contact()


def _asked(name: str, *questions: Json) -> Example:
    view: dict[str, Json] = {
        "words": f"pass_{name}",
        "phase": "shown",
        "card": None,
        "facts": None,
        "questions": list(questions),
        "declaration": False,
        "declared": False,
        "complete": True,
    }
    return Example(f"truck_pass-{name}", at(PASS, "declare", f"pass_{name}", view))


def _contact() -> Iterator[Example]:
    own = [entry(str(place), f"plate_kind.{kind}", plate=_plate(number, kind)) for place, (number, kind) in enumerate(PLATES)]
    view = chosen_of("contact_vehicles", own, ["0", "1"]) | {"many": True, "most": len(own)}
    yield Example("contact_owner", at(OWNER, "choose", "contact_vehicles", view))
    sending: dict[str, Json] = {"words": "send_code", "phase": "waiting", "slow": False, "failure": None, "can_retry": True}
    yield Example("contact_owner-send_code", at(OWNER, "wait", "send_code", {**sending, "picture": None}))
    code = _form("phone_code", "code", field("code", "digits", "2044"), last=True) | {"again": 38}
    yield Example("contact_owner-code", at(OWNER, "form", "phone_code", code))
    details = (
        field("employer", "text", "重庆市渝中区长江货运有限责任公司"),
        field("email", "email", required=False),
        field("postcode", "digits", required=False),
    )
    yield Example("contact_driver", at(DRIVER, "form", "contact_details", _form("contact_details", "employer", *details)))
    yield Example("confirm-contact_owner", at(OWNER, "confirm", "confirm", _confirmed(OWNER, _contact_rows())))


def _form(words: str, active: str, *fields: Json, last: bool = False) -> dict[str, Json]:
    return {
        "words": words,
        "fields": list(fields),
        "active": active,
        "last": last,
        "complete": False,
        "again": None,
        "scanner": False,
    }


def _plate(number: str, kind: str) -> Json:
    return {"number": number, "kind": kind}


def _row(key: str, value: str | None = None, value_key: str | None = None, edit: str | None = None, **more: Json) -> Json:
    return {"key": key, "value": value, "value_key": value_key, "plate": None, "edit": edit, **more}


def _confirmed(slug: ServiceSlug, rows: Sequence[Json]) -> dict[str, Json]:
    known = (
        _row("confirm.row.service", value_key=f"service.{slug.value}.name"),
        _row("confirm.row.name", PERSON),
        _row("confirm.row.id_number", "500∗∗∗∗∗∗∗∗∗∗∗0010"),
    )
    return {
        "rows": [*known, *rows],
        "fee_fen": 0,
        "fee_key": "confirm.row.fee",
        "ways": "confirm.service_method.sms",
        "signs": True,
        "sends": False,
    }


def _pass_rows() -> list[Json]:
    hours: list[Json] = [f"pass_period.windows.{one}" for one in HOURS]
    roads: list[Json] = [f"pass_where.roads.{one}" for one in ROADS]
    return [
        _row("pass.row.vehicle", "渝A∗∗128", plate=_plate("渝A∗∗128", "01"), edit="vehicle"),
        _row("pass.row.kind", value_key="pass_kind.green_a", edit="pass_kind"),
        _row("pass.row.days", "2026-11-24 ~ 2026-12-23", edit="pass_begin"),
        _row("pass.row.window", value_keys=hours, edit="pass_period"),
        _row("pass.row.road", value_keys=roads, edit="pass_where"),
        _row("confirm.row.phone", PHONE, edit="new_phone"),
    ]


def _contact_rows() -> list[Json]:
    return [
        *(_row("contact.row.vehicle", number, plate=_plate(number, kind), edit="contact_vehicles") for number, kind in PLATES),
        _row("confirm.row.phone", PHONE, edit="new_phone"),
        _row("contact.row.email", "zhangsan.chongqing@example.com", edit="contact_details"),
        _row("contact.row.postcode", value_key="contact.not_given", edit="contact_details"),
        _row("confirm.row.contact_address", "渝中区∗∗∗∗", edit="address"),
    ]
