"""Example states of the address step. Every person and address is invented."""

from collections.abc import Iterator
from dataclasses import replace

from domain.addresses import Region, parse_streets
from kiosk.flow.screen_state import Json, ScreenState
from ui.gallery.book import CONFIG
from ui.gallery.example import PERSON, PHONE, Example, on_line


def _regions() -> tuple[Region, ...]:
    return parse_streets((CONFIG / "regions" / "chongqing-streets.csv").read_text("utf-8"))


def address_state(phase: str, **changes: Json) -> ScreenState:
    """Return the address screen in `phase`."""
    view: dict[str, Json] = {
        "phase": phase,
        "id_card_address": "重庆市渝中区∗∗∗∗",
        "source": "entered",
        "recipient": PERSON,
        "district": None,
        "districts": [],
        "street": None,
        "streets": [],
        "detail": "",
        "phone": "",
        "active": phase if phase in {"detail", "phone"} else None,
        "errors": {},
        "complete": False,
    }
    return on_line("address", {**view, **changes})


def address_examples() -> Iterator[Example]:
    """Give every phase, and what goes wrong in them."""
    regions = _regions()
    chosen = next(region for region in regions if region.name == "渝中区")
    longest = max(regions, key=lambda region: len(region.streets))
    districts: list[Json] = [
        {
            "code": region.code,
            "name": region.name,
            "former": "、".join(region.former_names),
            "former_in_part": region.former_in_part,
        }
        for region in regions
    ]
    picked: dict[str, Json] = {"district": {"code": chosen.code, "name": chosen.name}, "street": "解放碑街道"}
    yield Example("address-choose", address_state("choose", source=None))
    yield Example("address-choose_no_card_address", address_state("choose", source=None, id_card_address=None))
    yield Example("address-district", address_state("district", districts=districts))
    streets: list[Json] = list(longest.streets)
    named: Json = {"code": longest.code, "name": longest.name}
    yield Example("address-street", address_state("street", district=named, streets=streets))
    yield Example("address-detail", address_state("detail", **picked))
    typed = address_state("detail", **picked, detail="28号3单元12-6")
    yield Example("address-detail_typed", typed)
    wrong = address_state("detail", **picked, detail="2", errors={"detail": "address.error.detail"})
    yield Example("address-detail_wrong", wrong)
    yield Example("address-phone", address_state("phone", source="id_card", phone="1380013"))
    wrong = address_state("phone", **picked, detail="28号3单元12-6", phone="1380013", errors={"phone": "address.error.phone"})
    yield Example("address-phone_wrong", wrong)
    right = address_state("review", **picked, detail="28号3单元12-6", phone=PHONE, complete=True)
    yield Example("address-review", right)
    yield Example("address-idle", replace(right, idle_seconds_left=14))
