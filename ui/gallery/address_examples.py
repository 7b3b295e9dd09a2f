"""Example states of the address step. Every person and address is invented."""

from collections.abc import Iterator
from dataclasses import replace

from domain.addresses import label_lines
from kiosk.flow.fields import FIELD_SORTS
from kiosk.flow.screen_state import Json, ScreenState
from kiosk.rulebook import read_regions
from ui.gallery.book import CONFIG
from ui.gallery.example import PERSON, PHONE, Example, on_line

LONGEST = ("桃花源大道与碧津路交汇处金山国际商务中心小区附属楼" * 3)[: FIELD_SORTS["address"].longest]


def address_state(phase: str, **changes: Json) -> ScreenState:
    """Return the address screen in `phase`; the label is what the flow would make of the rest."""
    view: dict[str, Json] = {
        "phase": phase,
        "id_card_address": "渝中区∗∗∗∗",
        "registry_address": "两江新区∗∗∗∗",
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
        **changes,
    }
    edits = ["street", "detail", "phone"] if view["source"] == "entered" else ["address", "phone"]
    return on_line("address", {**view, "label": [*_label(view)], "edits": [*edits] if phase == "review" else []})


def _label(view: dict[str, Json]) -> tuple[str, ...]:
    masked = view.get(f"{view['source']}_address")
    if masked:
        return (str(masked),)
    district = view["district"]
    name = district["name"] if isinstance(district, dict) else ""
    return label_lines(f"重庆市{name}{view['street'] or ''}{view['detail']}")


def address_examples() -> Iterator[Example]:
    """Give every phase, and what goes wrong in them."""
    yield from _choosing()
    yield from _picking()
    yield from _typing()


def _choosing() -> Iterator[Example]:
    nothing: dict[str, Json] = {"source": None, "id_card_address": None, "registry_address": None}
    yield Example("address-choose", address_state("choose", source=None))
    yield Example("address-choose_without_office", address_state("choose", source=None, registry_address=None))
    yield Example("address-choose_no_card_address", address_state("choose", **nothing))


def _picking() -> Iterator[Example]:
    regions = read_regions(CONFIG / "regions")
    longest = max(regions, key=lambda region: len(region.streets))
    districts: list[Json] = [
        {
            "code": region.code,
            "name": region.name,
            "former": "、".join(region.former_names),
            "former_in_part": bool(region.former_names) and region.former_in_part,
        }
        for region in regions
    ]
    named: Json = {"code": longest.code, "name": longest.name}
    yield Example("address-district", address_state("district", districts=districts))
    yield Example("address-street", address_state("street", district=named, streets=list(longest.streets)))
    yield Example("address-search", address_state("search"))


def _typing() -> Iterator[Example]:
    place: dict[str, Json] = {"district": {"code": "500103", "name": "渝中区"}, "street": "解放碑街道"}
    far: dict[str, Json] = {"district": {"code": "500242", "name": "酉阳土家族苗族自治县"}, "street": "桃花源街道"}
    typed: dict[str, Json] = {**place, "detail": "民权路28号3单元12-6"}
    long = "碧津路与桃花源大道交汇处金山国际商务中心小区28号3栋2单元31-12"
    phone = "address.error.phone"
    yield Example("address-detail", address_state("detail", **place))
    yield Example("address-detail_typed", address_state("detail", **typed))
    yield Example("address-detail_long", address_state("detail", **far, detail=long))
    wrong: Json = {"detail": "address.error.detail_house", "phone": phone}
    yield Example("address-detail_full", address_state("detail", **far, detail=LONGEST, errors=wrong))
    yield Example("address-phone_full", address_state("phone", **far, detail=LONGEST, phone="1380013", errors=wrong))
    for fault, detail in (("", "2"), ("_place", "28号3单元12-6"), ("_house", "民权路")):
        errors: Json = {"detail": f"address.error.detail{fault}"}
        yield Example(f"address-detail_wrong{fault}", address_state("detail", **place, detail=detail, errors=errors))
    yield Example("address-phone", address_state("phone", source="id_card", phone="1380013"))
    yield Example("address-phone_registry", address_state("phone", source="registry"))
    yield Example("address-phone_wrong", address_state("phone", **typed, phone="1380013", errors={"phone": phone}))
    right = address_state("review", **typed, phone=PHONE, complete=True)
    yield Example("address-review", right)
    yield Example("address-review_long", address_state("review", **far, detail=long, phone=PHONE, complete=True))
    yield Example("address-review_registry", address_state("review", source="registry", phone=PHONE, complete=True))
    yield Example("address-idle", replace(right, idle_seconds_left=14))
    yield Example("address-help", replace(address_state("detail", **place), help_open=True))
