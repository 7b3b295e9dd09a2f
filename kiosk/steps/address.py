"""寄递地址: where the new document goes. One question at a time: which address, district, street, the rest, the phone.

District and street are picked from lists, or found by their sound and picked both at once (`search`); only what stands
below them is typed.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from domain.addresses import AddressSource, Region, missing_in
from domain.people import mask_name
from kiosk.flow.contents import AddressContent
from kiosk.flow.fields import FIELD_SORTS, FieldSort
from kiosk.flow.outcome import STAY, Back, Forward, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View, text_in
from kiosk.flow.visit import AddressEntry
from kiosk.services.delivery import card_address, find_by_code, has_detail, registered_address, shown_label

Phase = Literal["choose", "district", "street", "search", "detail", "phone", "review"]

TYPED: Mapping[str, FieldSort] = {"detail": FIELD_SORTS["address"], "phone": FIELD_SORTS["mobile"]}

ASK_PHONE = "address.error.phone"
ASK_DETAIL = "address.error.detail"


class Address(Step):
    """Where the letter goes and where the SMS goes."""

    kind = "address"
    filled_by = AddressContent

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._content = self.content(AddressContent)
        self._phase: Phase = "review" if self._is_complete else "choose"
        self._way: Phase = "district"  # how district and street are found: from the lists, or by search
        self._edited: Phase | None = None  # the question that `review` led to
        self._insisted = ""  # a detail that was called incomplete: once is enough
        self._errors: dict[str, Json] = {}

    @property
    def _entry(self) -> AddressEntry:
        return self.visit.person.address

    @property
    def _regions(self) -> tuple[Region, ...]:
        return self.bench.rulebook.regions

    @property
    def _is_complete(self) -> bool:
        return self._content.is_complete(self.name, self.matter)

    def view(self) -> View:
        entry, region = self._entry, self._region()
        document = self.visit.person.document
        return {
            "phase": self._phase,
            "words": self._content.words,
            "id_card_address": self._offer(AddressSource.ID_CARD),
            "registry_address": self._offer(AddressSource.REGISTRY),
            "source": entry.source.value if entry.source else None,
            "recipient": mask_name(document.name) if document else "",
            "district": {"code": region.code, "name": region.name} if region else None,
            "districts": [_district(region) for region in self._regions] if self._phase == "district" else [],
            "street": entry.street,
            "streets": [*_by_sound(region.streets)] if region and self._phase == "street" else [],
            "detail": entry.detail,
            "phone": entry.phone,
            "active": self._phase if self._phase in {"detail", "phone"} else None,
            "errors": dict(self._errors),
            "label": [*shown_label(self.visit.person, self._regions)],
            "edits": [*self._edits()] if self._phase == "review" else [],
            "complete": self._is_complete,
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "use_id_card":
                self._use(AddressSource.ID_CARD)
            case "use_registry":
                self._use(AddressSource.REGISTRY)
            case "enter_other":
                self._enter("district")
            case "search":
                self._enter("search")
            case "next":
                return self._next()
            case _:
                self._answer(touch)
        return STAY

    def _answer(self, touch: Touch) -> None:
        match touch.action:
            case "pick_district":
                self._pick_district(text_in(touch, "code"))
            case "pick_street":
                self._pick_street(text_in(touch, "name"))
            case "pick_place":
                self._pick_place(text_in(touch, "code"), text_in(touch, "street"))
            case "type" | "backspace" | "clear":
                self._write(touch.action, text_in(touch, "field"), text_in(touch, "text"))
            case "edit":
                self._edit(text_in(touch, "field"))

    def back(self) -> Outcome:
        """First through the questions of this step, then out of it."""
        self._errors = {}
        earlier = self._earlier_phase()
        if earlier is None:
            return Back()
        self._phase = earlier
        return STAY

    # -- answers ----------------------------------------------------------------------------------------------------------

    def _use(self, source: AddressSource) -> None:
        if self._offer(source) is not None:
            self._entry.source = source
            self._phase = "review" if self._is_complete else "phone"

    def _enter(self, way: Phase) -> None:
        self._entry.source = AddressSource.ENTERED
        self._phase = self._way = way

    def _pick_district(self, code: str) -> None:
        if self._phase == "district" and find_by_code(self._regions, code):
            self._settle(code, None)

    def _pick_street(self, name: str) -> None:
        region = self._region()
        if region is not None and name in region.streets and self._phase == "street":
            self._settle(region.code, name)

    def _pick_place(self, code: str, street: str) -> None:
        """Take what was found by its sound: a district, or a street with it."""
        region = find_by_code(self._regions, code)
        if region is not None and self._phase == "search" and (not street or street in region.streets):
            self._settle(code, street or None)

    def _settle(self, code: str, street: str | None) -> None:
        """Take a place. A road of another place is forgotten: nobody may send a letter to a mixture of the two."""
        entry = self._entry
        wanted = (code, street or (entry.street if entry.region_code == code else None))
        if wanted != (entry.region_code, entry.street):
            entry.region_code, entry.street = wanted
            entry.detail = self._insisted = ""
        self._phase = "detail" if street else "street"

    def _write(self, action: str, field: str, text: str) -> None:
        if field not in TYPED or field != self._phase:
            return
        old = self._entry.detail if field == "detail" else self._entry.phone
        new = TYPED[field].written(action, old, text)
        if field == "detail":
            self._entry.detail = new
            self._insisted = self._insisted if new == old else ""
        else:
            self._entry.phone = new
        self._errors.pop(field, None)

    def _edits(self) -> dict[str, Phase]:
        """What may be changed on its own, and the question that it leads to: of an entered address each part."""
        phone: dict[str, Phase] = {"phone": "phone"} if self._content.asks_phone else {}
        if self._entry.source == AddressSource.ENTERED:
            return {"street": "street", "detail": "detail", **phone}
        return {"address": "choose", **phone}

    def _edit(self, field: str) -> None:
        edits = self._edits()
        if self._phase == "review" and field in edits:
            self._phase = edits[field]
            self._edited = self._phase

    def _next(self) -> Outcome:
        if self._phase == "review":
            return Forward()
        if self._phase == "detail":
            self._check("detail", self._fault_of_detail())
        elif self._phase == "phone":
            self._check("phone", None if TYPED["phone"].is_right(self._entry.phone) else ASK_PHONE)
            if self._is_complete:
                return Forward()
        return STAY

    def _check(self, field: str, fault: str | None) -> None:
        if fault:
            self._errors[field] = fault
            return
        self._errors.pop(field, None)
        self._phase = "review" if self._is_complete else "phone"

    def _fault_of_detail(self) -> str | None:
        """Say what a postman would miss; whoever says the same once more knows his village better than this rule."""
        if not has_detail(self._entry):
            return ASK_DETAIL
        detail = self._entry.detail.strip()
        missing = missing_in(detail)
        if missing is None or detail == self._insisted:
            return None
        self._insisted = detail
        return f"{ASK_DETAIL}_{missing}"

    # -- questions --------------------------------------------------------------------------------------------------------

    def _earlier_phase(self) -> Phase | None:
        if self._phase in {"detail", "phone"} and self._phase == self._edited and self._is_complete:
            return "review"
        if self._phase == "phone":
            return "detail" if self._entry.source == AddressSource.ENTERED else "choose"
        earlier: dict[Phase, Phase] = {
            "detail": "search" if self._way == "search" else "street",
            "street": self._way,
            "district": "choose",
            "search": "choose",
        }
        return earlier.get(self._phase)

    def _offer(self, source: AddressSource) -> str | None:
        """Return what may be shown of an address that is there already; None when it is not, or not offered here."""
        if source not in self._content.offers:
            return None
        person = self.visit.person
        return card_address(person, self._regions) if source is AddressSource.ID_CARD else registered_address(person)

    def _region(self) -> Region | None:
        return find_by_code(self._regions, self._entry.region_code)


def _district(region: Region) -> dict[str, Json]:
    former = "、".join(region.former_names)
    in_part = bool(former) and region.former_in_part
    return {"code": region.code, "name": region.name, "former": former, "former_in_part": in_part}


def _by_sound(names: Iterable[str]) -> list[str]:
    """Put names into the order of pinyin, in which people look for them: GB 2312 lists its common characters so."""
    return sorted(names, key=lambda name: name.encode("gb18030"))
