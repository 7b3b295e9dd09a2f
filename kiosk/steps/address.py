"""寄递地址: where the new document goes. One question at a time: card or other, district, street, the rest, the phone."""

import re
from collections.abc import Iterable
from typing import Literal

from domain.addresses import AddressSource, Region, is_mobile
from domain.people import mask_name
from kiosk.flow.outcome import STAY, Back, Forward, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View, text_in
from kiosk.flow.visit import AddressEntry
from kiosk.services.delivery import find_by_code, has_detail, is_complete, masked_card_address

Phase = Literal["choose", "district", "street", "detail", "phone", "review"]

PHONE_DIGITS = 11
LONGEST_DETAIL = 60
NOT_IN_PHONE = re.compile(r"[^0-9]")
# 汉字 with the rare ones, 〇, digits, letters, what stands in addresses
NOT_IN_DETAIL = re.compile(r"[^0-9A-Za-z\u3007\u3400-\u9fff\U00020000-\U000323af\-#·—,，、.()（）/ ]")

ASK_PHONE = "address.error.phone"
ASK_DETAIL = "address.error.detail"


class Address(Step):
    """Where the letter goes and where the SMS goes."""

    kind = "address"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._phase: Phase = "review" if is_complete(self._entry) else "choose"
        self._errors: dict[str, Json] = {}

    @property
    def _entry(self) -> AddressEntry:
        return self.visit.person.address

    @property
    def _regions(self) -> tuple[Region, ...]:
        return self.bench.rulebook.regions

    def view(self) -> View:
        entry, region = self._entry, self._region()
        document = self.visit.person.document
        return {
            "phase": self._phase,
            "id_card_address": masked_card_address(self.visit.person, self._regions),
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
            "complete": is_complete(entry),
        }

    def touched(self, touch: Touch) -> Outcome:
        action = touch.action
        if action == "use_id_card":
            self._use_card()
        elif action == "enter_other":
            self._entry.source, self._phase = AddressSource.ENTERED, "district"
        elif action == "pick_district":
            self._pick_district(text_in(touch, "code"))
        elif action == "pick_street":
            self._pick_street(text_in(touch, "name"))
        elif action in {"type", "backspace", "clear"}:
            self._write(action, text_in(touch, "field"), text_in(touch, "text"))
        elif action == "edit":
            self._edit(text_in(touch, "field"))
        elif action == "next":
            return self._next()
        return STAY

    def back(self) -> Outcome:
        """First through the questions of this step, then out of it."""
        self._errors = {}
        earlier = self._earlier_phase()
        if earlier is None:
            return Back()
        self._phase = earlier
        return STAY

    # -- answers ----------------------------------------------------------------------------------------------------------

    def _use_card(self) -> None:
        if masked_card_address(self.visit.person, self._regions) is None:
            return
        self._entry.source = AddressSource.ID_CARD
        self._phase = "review" if is_complete(self._entry) else "phone"

    def _pick_district(self, code: str) -> None:
        region = next((region for region in self._regions if region.code == code), None)
        if region is None or self._phase != "district":
            return
        if self._entry.region_code != code:
            self._entry.region_code, self._entry.street = code, None
        self._phase = "street"

    def _pick_street(self, name: str) -> None:
        region = self._region()
        if region is not None and name in region.streets and self._phase == "street":
            self._entry.street, self._phase = name, "detail"

    def _write(self, action: str, field: str, text: str) -> None:
        if field not in {"detail", "phone"} or field != self._phase:
            return
        old = self._entry.detail if field == "detail" else self._entry.phone
        typed = {"type": old + text, "backspace": old[:-1], "clear": ""}[action]
        if field == "detail":
            self._entry.detail = NOT_IN_DETAIL.sub("", typed).lstrip()[:LONGEST_DETAIL]
        else:
            self._entry.phone = NOT_IN_PHONE.sub("", typed)[:PHONE_DIGITS]
        self._errors.pop(field, None)

    def _edit(self, field: str) -> None:
        if self._phase == "review":
            self._phase = "phone" if field == "phone" else "choose"

    def _next(self) -> Outcome:
        if self._phase == "review":
            return Forward()
        if self._phase == "detail":
            self._check("detail", has_detail(self._entry), ASK_DETAIL, then="phone")
        elif self._phase == "phone":
            self._check("phone", is_mobile(self._entry.phone), ASK_PHONE, then="phone")
            if is_complete(self._entry):
                return Forward()
        return STAY

    def _check(self, field: str, is_right: bool, error: str, then: Phase) -> None:
        if is_right:
            self._errors.pop(field, None)
            self._phase = then
        else:
            self._errors[field] = error

    # -- questions --------------------------------------------------------------------------------------------------------

    def _earlier_phase(self) -> Phase | None:
        if self._phase == "phone":
            return "choose" if self._entry.source == AddressSource.ID_CARD else "detail"
        earlier: dict[Phase, Phase] = {"detail": "street", "street": "district", "district": "choose"}
        return earlier.get(self._phase)

    def _region(self) -> Region | None:
        return find_by_code(self._regions, self._entry.region_code)


def _district(region: Region) -> dict[str, Json]:
    former = "、".join(region.former_names)
    in_part = bool(former) and region.former_in_part
    return {"code": region.code, "name": region.name, "former": former, "former_in_part": in_part}


def _by_sound(names: Iterable[str]) -> list[str]:
    """Put names into the order of pinyin, in which people look for them: GB 2312 lists its common characters so."""
    return sorted(names, key=lambda name: name.encode("gb18030"))
