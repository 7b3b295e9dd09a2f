"""Example states of the kinds of step, as the coming services would use them. All people, plates and numbers are invented."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from kiosk.flow.screen_state import Json, ScreenState
from ui.gallery.example import NUMBER, PERSON, Example, on_line

BLUE: Json = {"number": "渝A·∗∗345", "kind": "02"}
OWN: Json = {"number": "渝A1B015", "kind": "02"}
QUERY = ("station.read", "station.face", "station.query")
LINE = ("station.read", "station.licence", "station.address", "station.confirm", "station.face", "station.pay", "station.done")


def kind_examples() -> Iterator[Example]:
    """Give every example, kind by kind."""
    return chain(_wait(), _choose(), _declare(), _form(), _result())


def _state(screen: str, step: str, service: str, view: dict[str, Json], **changes: object) -> ScreenState:
    state = ScreenState(
        serial=1,
        screen=screen,
        step=step,
        view=view,
        service=service,
        stations=LINE,
        station=len(LINE) - 1 if screen == "result" else 1,
        person=PERSON,
        can_go_back=screen != "result",
        can_end=True,
        sandbox=True,
    )
    return replace(state, **changes)  # type: ignore[arg-type]  # fields by name


def fact(key: str, value: str | None = None, value_key: str | None = None, **more: Json) -> dict[str, Json]:
    """Return one fact: a value as it is, or a text."""
    return {"key": key, "value": value, "value_key": value_key, **more}


def _question(name: str, options: list[str], chosen: list[str], *, many: bool = False) -> dict[str, Json]:
    return {"name": name, "options": list[Json](options), "chosen": list[Json](chosen), "many": many}


def _declared(words: str, card: str | None, facts: list[Json] | None, *questions: Json, **changes: Json) -> dict[str, Json]:
    view: dict[str, Json] = {
        "words": words,
        "phase": "shown",
        "card": card,
        "facts": facts,
        "questions": list(questions),
        "declaration": True,
        "declared": False,
        "complete": False,
    }
    return {**view, **changes}


LICENCE: list[Json] = [
    fact("licence.fact.holder", PERSON),
    fact("licence.fact.number", "500∗∗∗∗∗∗∗∗∗∗∗0010"),
    fact("licence.fact.classes", "C1"),
    fact("licence.fact.valid_to", "2031-03-18"),
]
VEHICLE: list[Json] = [
    fact("example_plates.fact.plate", plate=BLUE),
    fact("example_plates.fact.kind", value_key="example_plates.fact.small"),
    fact("example_plates.fact.model", "长安牌SC7∗∗∗∗"),
    fact("example_plates.fact.valid_to", "2027-05-31"),
]
DONE: dict[str, Json] = {"declared": True, "complete": True}


def loss_examples() -> Iterator[Example]:
    """Give the declaration of 驾驶证遗失补证."""
    reasons = ["lost", "stolen", "destroyed"]

    def loss(facts: list[Json] | None, *chosen: str, **changes: Json) -> ScreenState:
        question = _question("reason", reasons, list(chosen))
        return on_line("declare", _declared("licence_loss", "driver_licence", facts, question, **changes), "licence_loss")

    yield Example("licence_loss-asking", loss(None, phase="asking"))
    yield Example("licence_loss", loss(LICENCE))
    yield Example("licence_loss-declared", loss(LICENCE, "lost", **DONE))
    yield Example("licence_loss-offline", loss(None, "stolen", phase="offline"))


def renewal_examples() -> Iterator[Example]:
    """Give the declarations of the three renewals of a driving licence."""

    def shown(words: str, service: str, facts: list[Json], *questions: Json, **changes: Json) -> ScreenState:
        state = on_line("declare", _declared(words, "driver_licence", facts, *questions, **changes), "licence_loss")
        return replace(state, service=service, step=words)

    reasons = _question("reason", ["broken", "faded"], ["broken"])
    yield Example("licence_damage", shown("licence_damage", "driver_licence_renew_damage", LICENCE, reasons, **DONE))
    yield Example("licence_expiry", shown("licence_expiry", "driver_licence_renew_expiry", LICENCE))
    held: list[Json] = [*LICENCE[:2], fact("licence.fact.classes", "A2D"), LICENCE[3], fact("licence.fact.after", "C1C6D")]
    keep = _question("keep", ["c1", "c2", "c1_c6", "c2_c6"], ["c1_c6"])
    yield Example("licence_overage", shown("licence_overage", "driver_licence_renew_overage", held, keep, **DONE))
    rest = _question("keep", ["rest"], [])
    yield Example("licence_overage-rest", shown("licence_overage", "driver_licence_renew_overage", LICENCE, rest))


def _declare() -> Iterator[Example]:
    which, temporary = ["front", "rear", "both"], ["wanted", "not_wanted"]
    classes = ["c1", "c2", "c3", "c4", "c1_c6", "c2_c6"]
    plates = _question("which", which, []), _question("temporary", temporary, [])
    chosen = _question("which", which, ["both"]), _question("temporary", temporary, ["wanted"])
    old: list[Json] = [*LICENCE[:2], fact("licence.fact.classes", "A1A2"), LICENCE[3]]
    views = {
        "declare-plates_asking": _declared("example_plates", "vehicle_licence", None, *plates, phase="asking"),
        "declare-plates": _declared("example_plates", "vehicle_licence", VEHICLE, *plates),
        "declare-plates_declared": _declared("example_plates", "vehicle_licence", VEHICLE, *chosen, **DONE),
        "declare-class": _declared("example_class", "driver_licence", old, _question("class", classes, ["c1"])),
        "declare-class_two": _declared("example_class", "driver_licence", old, _question("class", classes[:2], [])),
        "declare-damage": _declared(
            "example_damage",
            None,
            None,
            _question("kind", ["torn", "faded", "wet", "burnt"], ["torn", "wet"], many=True),
            declaration=False,
            complete=True,
        ),
    }
    for name, view in views.items():
        yield Example(name, _state("declare", str(view["words"]), SERVICES[str(view["words"])], view))


SERVICES = {
    "example_plates": "plate_reissue",
    "example_class": "driver_licence_renew_overage",
    "example_damage": "vehicle_licence_replace",
}


def entry(entry_id: str, title: str, note: str = "", **more: Json) -> dict[str, Json]:
    """Return one entry of a list; it can be chosen unless it says why not."""
    bare: dict[str, Json] = {"plate": None, "amount_fen": None, "chips": [], "why": None}
    whole: dict[str, Json] = {"id": entry_id, "title": title, "note": note, **bare, **more}
    return {**whole, "can": whole["why"] is None}


def chip(tone: str, key: str) -> Json:
    """Return one chip."""
    return {"tone": tone, "key": key}


def _chosen(words: str, service: str, entries: list[Json], *chosen: str, **changes: Json) -> ScreenState:
    view: dict[str, Json] = {
        "words": words,
        "many": False,
        "entries": entries,
        "chosen": list(chosen),
        "least": 1,
        "most": 1,
        "total_fen": None,
        "complete": bool(chosen),
    }
    return _state("choose", words, service, {**view, **changes})


def _vehicle(place: int, kind: str = "02", note: str = "长安牌SC7164　检验有效期至 2027年5月31日", **more: Json) -> Json:
    number = f"渝A{place % 10}B{place:02}5" if kind == "02" else f"渝AD{place}6{place}88"
    return entry(f"{kind}:{number}", number, note, plate={"number": number, "kind": kind}, **more)


def _choose() -> Iterator[Example]:
    fine: list[Json] = [chip("ok", "example_vehicle.in_order")]
    soon: list[Json] = [chip("attention", "example_vehicle.inspection_soon")]
    three: list[Json] = [
        _vehicle(1, chips=fine),
        _vehicle(2, "52", "比亚迪BYD7005　检验有效期至 2026年12月31日", chips=soon),
        _vehicle(3, "01", "东风牌DFH1180", why="example_vehicle.sealed"),
    ]
    yield Example("choose-vehicle", _chosen("example_vehicle", "plate_reissue", three))
    yield Example("choose-vehicle_chosen", _chosen("example_vehicle", "plate_reissue", three, "02:渝A1B015"))
    yield Example("choose-vehicle_one", _chosen("example_vehicle", "plate_reissue", three[:1], "02:渝A1B015"))
    yield Example("choose-vehicle_none", _chosen("example_vehicle", "plate_reissue", []))
    own: list[Json] = [_vehicle(place, note="") for place in range(1, 9)]
    yield Example("choose-owner_all", _chosen("example_vehicle", "contact_change_owner", own, *_ids(own), many=True, most=8))
    sixty: list[Json] = [_vehicle(place, why="example_vehicle.pending" if place % 7 == 0 else None) for place in range(10, 70)]
    yield Example("choose-sixty", _chosen("example_vehicle", "truck_pass", sixty))
    yield Example("choose-sixty_late", _chosen("example_vehicle", "truck_pass", sixty, _ids(sixty)[47]))
    yield from _choose_others()


def _ids(entries: list[Json]) -> list[str]:
    return [str(one["id"]) for one in entries if isinstance(one, dict)]


def _choose_others() -> Iterator[Example]:
    fines: list[Json] = [
        entry("1", "驾驶机动车违反禁止停车标志指示", "11月8日　渝中区民生路 155 号附近路段", plate=OWN, amount_fen=15000),
        entry("2", "驾驶机动车违反道路交通信号灯通行", "11月2日　江北区建新北路", plate=OWN, amount_fen=20000),
        entry("3", "机动车不在机动车道内行驶", "10月19日　南岸区南坪西路", plate=OWN, amount_fen=10000),
        entry(
            "4",
            "驾驶中型以上载客载货汽车超过规定时速",
            "10月3日",
            plate=OWN,
            amount_fen=50000,
            why="example_fines.too_high",
        ),
        entry("5", "违反规定使用专用车道", "9月30日　沙坪坝区天星桥正街", plate=OWN, amount_fen=5050),
    ]
    many: dict[str, Json] = {"many": True, "most": 5}
    yield Example("choose-fines", _chosen("example_fines", "violation_handling", fines, total_fen=0, **many))
    yield Example(
        "choose-fines_chosen", _chosen("example_fines", "violation_handling", fines, "1", "2", "5", total_fen=40050, **many)
    )
    stages = ("attention", "correction"), ("neutral", "reviewing"), ("ok", "posted"), ("ok", "posted")
    names = ("driver_licence_reissue_loss.title", "plate_reissue.name", "vehicle_licence_replace.name", "truck_pass.name")
    applications: list[Json] = [
        entry(name, f"service.{name}", "11月12日提交", chips=[chip(tone, f"example_applications.{stage}")])
        for name, (tone, stage) in zip(names, stages, strict=True)
    ]
    yield Example("choose-applications", _chosen("example_applications", "violation_query", applications, names[0]))


def _waiting(phase: str, **changes: Json) -> ScreenState:
    view: dict[str, Json] = {
        "words": "violations_wait",
        "phase": phase,
        "slow": False,
        "failure": None,
        "can_retry": True,
        "picture": None,
    }
    return _state("wait", "violations_wait", "violation_query", {**view, **changes}, stations=QUERY, station=2)


def _wait() -> Iterator[Example]:
    yield Example("wait", _waiting("waiting"))
    yield Example("wait-slow", _waiting("waiting", slow=True))
    yield Example("wait-device", _waiting("waiting", picture="bank_card_reader"))
    yield Example("wait-printer", _waiting("waiting", picture="document_printer"))
    yield Example("wait-failed", _waiting("failed", failure="network_down"))
    yield Example("wait-failed_for_good", _waiting("failed", failure="office_unavailable", can_retry=False))


def field(name: str, pad: str, value: str = "", error: str | None = None, *, required: bool = True) -> Json:
    """Return one field of a form; the key of what is wrong with it is below ``form_error``."""
    wrong = f"form_error.{error}" if error else None
    return {"name": name, "pad": pad, "value": value, "error": wrong, "required": required, "longest": 60}


def _filled(words: str, service: str, active: str, *fields: Json, last: bool = False) -> ScreenState:
    view: dict[str, Json] = {"words": words, "fields": list(fields), "active": active, "last": last, "complete": False}
    return _state("form", words, service, view)


def _form() -> Iterator[Example]:
    phone, code, driver = "example_phone", field("code", "digits"), "contact_change_driver"
    yield Example("form-phone", _filled(phone, driver, "phone", field("phone", "phone"), code))
    yield Example("form-phone_typed", _filled(phone, driver, "phone", field("phone", "phone", "138001380"), code))
    wrong = field("phone", "phone", "1380013", "mobile")
    yield Example("form-phone_wrong", _filled(phone, driver, "phone", wrong, code))
    yield Example(
        "form-code",
        _filled(phone, driver, "code", field("phone", "phone", "13800138000"), field("code", "digits", "3071"), last=True),
    )
    number = field("number", "decision_number", "50011226112")
    yield Example("form-decision", _filled("example_decision_form", "fine_payment", "number", number, last=True))
    whole = field("number", "decision_number", "5001122611220137", "decision_number")
    yield Example("form-decision_wrong", _filled("example_decision_form", "fine_payment", "number", whole, last=True))
    yield from _forms_of_many()


def _forms_of_many() -> Iterator[Example]:
    contact = (
        field("phone", "phone", "13800138000"),
        field("email", "email", "zhang.example163.com", "email", required=False),
        field("postcode", "digits", "400010", required=False),
        field("employer", "text", "重庆市渝中区长江货运有限责任公司", required=False),
    )
    for active in ("phone", "email", "employer"):
        yield Example(
            f"form-contact_{active}",
            _filled("example_contact_form", "contact_change_driver", active, *contact, last=active == "employer"),
        )
    person = (
        field("name", "name", "欧阳娜娜"),
        field("id_number", "id_number", "11010119900307", "id_number"),
        field("plate", "plate", ""),
    )
    for active in ("name", "id_number", "plate"):
        yield Example(
            f"form-person_{active}", _filled("example_person", "plate_reissue", active, *person, last=active == "plate")
        )


def _found(words: str, service: str, tone: str = "done", **changes: Json) -> ScreenState:
    view: dict[str, Json] = {
        "words": words,
        "tone": tone,
        "values": {},
        "big": None,
        "qr": None,
        "facts": [],
        "print": None,
        "print_failure": None,
        "paper": "slip" if changes.get("print") else None,
        "sheets_asked": None,
        "sheets_out": None,
        "instead": None,
        "can_finish": True,
    }
    return _state("result", words, service, {**view, **changes})


def _result() -> Iterator[Example]:
    contact: list[Json] = [
        fact("example_contact.fact.name", PERSON),
        fact("example_contact.fact.licence", "500∗∗∗∗∗∗∗∗∗∗∗0010"),
        fact("example_contact.fact.before", "139∗∗∗∗6027"),
        fact("example_contact.fact.number", NUMBER),
    ]
    yield Example(
        "result-contact",
        _found(
            "example_contact",
            "contact_change_driver",
            big="138 0013 8000",
            facts=contact,
            values={"day": "2026-11-22"},
            print="none",
        ),
    )
    yield from _decisions()
    yield from _passes()
    refused: dict[str, Json] = {
        "big": "2027-02-18",
        "facts": [fact("example_refused.fact.until", "2027-05-19")],
        "instead": "driver_licence_renew_damage",
    }
    yield Example("result-refused", _found("example_refused", "driver_licence_renew_expiry", "stopped", **refused))
    yield Example("result-none", _found("example_none", "violation_query", print="none"))
    vehicles: list[Json] = [
        fact(
            "example_none.fact.vehicle",
            f"检验有效期至 2027-0{1 + place % 9}-30",
            plate={"number": f"渝A{place:02}345", "kind": "02"},
        )
        for place in range(12)
    ]
    yield Example("result-many", _found("example_none", "violation_query", facts=vehicles, print="none"))


def _decisions() -> Iterator[Example]:
    facts: list[Json] = [
        fact("example_decision.fact.plate", plate={"number": "渝A12345", "kind": "02"}),
        fact("example_decision.fact.what", "驾驶机动车违反禁止停车标志指示"),
        fact("example_decision.fact.number", "5001 1226 1122 0137"),
        fact("example_decision.fact.agency", "重庆市公安局渝中区分局交通巡逻警察支队"),
    ]
    for standing in ("none", "printing", "delivered", "not_delivered", "unknown"):
        failure = {"not_delivered": "document_paper_out", "unknown": "document_result_unknown"}.get(standing)
        yield Example(
            f"result-decision_{standing}",
            _found(
                "example_decision",
                "violation_handling",
                big="¥150.00",
                facts=facts,
                values={"day": "2026-12-07"},
                print=standing,
                print_failure=failure,
                paper="document",
                sheets_asked=2,
                sheets_out=1 if standing == "not_delivered" else None,
                can_finish=standing != "printing",
            ),
        )


def _passes() -> Iterator[Example]:
    facts: list[Json] = [
        fact("example_pass.fact.plate", plate={"number": "渝B67890", "kind": "01"}),
        fact("example_pass.fact.times", "7:00 至 9:00，17:00 至 19:30 除外"),
        fact("example_pass.fact.roads", "内环以内，长江大桥、嘉陵江大桥除外"),
    ]
    content = "CQJG2:EXAMPLEPASS"
    pass_state = _found("example_pass", "truck_pass", big="2026-12-21", qr=content, facts=facts, print="not_delivered")
    yield Example("result-pass_not_printed", pass_state)
    yield Example(
        "result-pass", _found("example_pass", "truck_pass", big="2026-12-21", qr=content, facts=facts, print="delivered")
    )
