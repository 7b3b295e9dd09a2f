"""Example states of the services of a vehicle's documents and of the confirmation at its longest. All plates are invented."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.services import ServiceSlug
from kiosk.flow.screen_state import Json, ScreenState
from kiosk.services.catalogue import PLANS
from ui.gallery.example import PERSON, Example
from ui.gallery.kind_examples import entry, fact

REISSUE, REPLACE = ServiceSlug.PLATE_REISSUE, ServiceSlug.PLATE_REPLACE
BLUE: Json = {"number": "渝A∗∗28Q", "kind": "02"}
GREEN: Json = {"number": "渝A∗∗∗207", "kind": "52"}
YELLOW: Json = {"number": "渝A∗∗61B", "kind": "07"}
TRAILER: Json = {"number": "渝A∗∗21挂", "kind": "15"}
PRICE: Json = {"fee": "5", "days": "15"}


def vehicle_examples() -> Iterator[Example]:
    """Give the choice of the vehicle, the declarations and the confirmation."""
    yield from _choices()
    yield from _declarations()
    yield from _confirmations()
    yield from _endings()


def at(slug: ServiceSlug, screen: str, step: str, view: dict[str, Json], **changes: object) -> ScreenState:
    """Return a state of a stop of this service, with its own line above it."""
    plan = PLANS[slug]
    state = ScreenState(
        serial=1,
        screen=screen,
        step=step,
        view=view,
        service=slug.value,
        stations=plan.line,
        station=plan.place_on_line(step),
        person=PERSON,
        can_go_back=True,
        can_end=True,
        sandbox=True,
    )
    return replace(state, **changes)  # type: ignore[arg-type]  # fields by name


def _choices() -> Iterator[Example]:
    own: list[Json] = [
        entry("1", "长安牌SC7154", "plate_kind.02", plate=BLUE),
        entry("2", "比亚迪牌BYD7006", "plate_kind.52", plate=GREEN, why="vehicle_why.duplicate"),
        entry("3", "plate_kind.07", plate=YELLOW),
        entry("4", "中集牌ZJV9400", "plate_kind.15", plate=TRAILER, why="vehicle_why.vehicle_kind"),
    ]
    for name, chosen in (("vehicle", []), ("vehicle-chosen", ["3"])):
        yield Example(name, at(REISSUE, "choose", "vehicle", chosen_of("vehicle", own, chosen)))


def chosen_of(words: str, entries: Sequence[Json], chosen: Sequence[str]) -> dict[str, Json]:
    """Return the view of a list of which `chosen` are taken."""
    return {
        "words": words,
        "many": False,
        "entries": list(entries),
        "chosen": list[Json](chosen),
        "least": 1,
        "most": 1,
        "total_fen": None,
        "complete": bool(chosen),
    }


def question(name: str, options: str, chosen: str = "", values: Json = None, *, many: bool = False) -> Json:
    """Return a question of a declaration; options and what is chosen of them are separated by spaces."""
    known: Json = {} if values is None else values
    return {
        "name": name,
        "options": list[Json](options.split()),
        "chosen": list[Json](chosen.split()),
        "many": many,
        "values": known,
    }


def _declared(slug: ServiceSlug, plate: Json, kind: str, *questions: Json, done: bool = False) -> Example:
    facts: list[Json] = [
        fact("vehicle.fact.plate", plate=plate),
        fact("vehicle.fact.kind", value_key=f"plate_kind.{kind}"),
        fact("vehicle.fact.model", "长安牌SC7154"),
    ]
    view: dict[str, Json] = {
        "words": slug.value,
        "phase": "shown",
        "card": "vehicle_licence",
        "facts": facts,
        "questions": list(questions),
        "declaration": True,
        "declared": done,
        "complete": done,
    }
    return Example(slug.value + ("-declared" if done else ""), at(slug, "declare", slug.value, view))


def _declarations() -> Iterator[Example]:
    temporary = "wanted not_wanted"
    yield _declared(
        REISSUE,
        BLUE,
        "02",
        question("reason", "lost stolen destroyed"),
        question("parts", "front rear both"),
        question("temporary", temporary, values=PRICE),
    )
    yield _declared(
        REPLACE,
        YELLOW,
        "07",
        question("reason", "damaged faded", "faded"),
        question("parts", "rear", "rear"),
        question("temporary", temporary, "wanted", PRICE),
        done=True,
    )
    pages = "main copy both"
    yield _declared(
        ServiceSlug.VEHICLE_LICENCE_REISSUE,
        GREEN,
        "52",
        question("reason", "lost stolen destroyed"),
        question("parts", pages),
    )
    yield _declared(
        ServiceSlug.VEHICLE_LICENCE_REPLACE,
        BLUE,
        "02",
        question("reason", "damaged illegible", "illegible"),
        question("parts", pages, "both"),
        done=True,
    )


def _confirmations() -> Iterator[Example]:
    def row(key: str, value: str | None = None, value_key: str | None = None, edit: str | None = None) -> Json:
        return {"key": key, "value": value, "value_key": value_key, "edit": edit}

    rows: list[Json] = [
        row("confirm.row.service", value_key="service.plate_reissue.name"),
        row("confirm.row.name", PERSON),
        row("confirm.row.id_number", "500∗∗∗∗∗∗∗∗∗∗∗0010"),
        row("confirm.row.vehicle", "渝A∗∗28Q", edit="vehicle"),
        row("plate_reissue.row.reason", value_key="plate_reissue.reason.lost", edit="plate_reissue"),
        row("plate_reissue.row.parts", value_key="plate_reissue.not_wanted.both", edit="plate_reissue"),
        row("confirm.row.address", "重庆市渝中区解放碑街道\n民权路28号3单元12-6", edit="address"),
        row("confirm.row.phone", "13896204417", edit="address"),
    ]
    view: dict[str, Json] = {"rows": rows, "fee_fen": 10500, "ways": "confirm.service_method.sms_and_post"}
    yield Example("confirm-plates", at(REISSUE, "confirm", "confirm", view))


def _endings() -> Iterator[Example]:
    view: dict[str, Json] = {
        "phase": "received",
        "number": "2611 2200 0100 1375",
        "qr": "CQJG1:2611220001001375",
        "due_date": "2026-11-25",
        "receipt": "delivered",
        "receipt_failure": None,
        "card_left": True,
        "posted": True,
        "promised_working_days": 3,
    }
    for slug in (REISSUE, ServiceSlug.VEHICLE_LICENCE_REPLACE, ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY):
        yield Example(f"submitted-{slug.value}", at(slug, "submitted", "submitted", view, can_go_back=False))
