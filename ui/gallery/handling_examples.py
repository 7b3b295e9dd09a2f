"""Example states of violation handling and fine payment. Every person, plate, number and place is invented."""

from collections.abc import Iterator
from dataclasses import replace

from domain.rules.violation_handling import GROUNDS
from kiosk.flow.plan import Plan
from kiosk.flow.screen_state import Json, ScreenState
from kiosk.services import fine_payment, violation_handling
from ui.gallery.example import NUMBER, PERSON, Example
from ui.gallery.violation_examples import ANSWER, DECISION, RECORDS, record, state

OPEN = ANSWER.model_copy(
    update={"violations": [record(0, points=3, code="1373", text="逆向行驶"), *RECORDS[1:]], "decisions": []}
)
FIRST, SECOND = OPEN.violations[0].record_number, OPEN.violations[1].record_number
RIGHTS = (
    "根据《中华人民共和国行政处罚法》第四十四条、《道路交通安全违法行为记分管理办法》第十三条，现将拟作出的行政处罚告知如上。\n"
    "您有权进行陈述和申辩。不因您陈述、申辩而给予更重的处罚。\n对违法事实有异议的，请不要确认，选择“有异议”。"
)
RIGHTS_EN = "What is intended is told you above.\nYou may state your case; it never leads to a heavier penalty.\n以中文为准"
DECISIONS = ("5001 0326 1122 0137", "5001 0326 1122 0251")


def handling_examples() -> Iterator[Example]:
    """Give every example of both services."""
    for name, shown in (*_choices(), *_notices(), *_ends(), *_fines(), *_paid()):
        yield Example(name, shown)


def _on(plan: Plan, screen: str, step: str, view: dict[str, Json]) -> ScreenState:
    return ScreenState(
        serial=1,
        screen=screen,
        step=step,
        view=view,
        service=plan.slug.value,
        stations=plan.line,
        station=plan.place_on_line(step),
        person=PERSON,
        can_go_back=screen not in {"result", "outcome"},
        can_end=True,
        sandbox=True,
    )


def _choosing(*chosen: str, can: tuple[str, ...] = (FIRST, SECOND), **changes: Json) -> dict[str, Json]:
    points = {FIRST: 3, SECOND: 0}
    fines = {FIRST: 20000, SECOND: 10000}
    taken = sum(points[one] for one in chosen)
    view: dict[str, Json] = {
        "chosen": [*chosen],
        "can": [*can],
        "any": bool(can),
        "complete": bool(chosen),
        "fine_fen": sum(fines[one] for one in chosen),
        "points": taken,
        "points_before": 3,
        "points_after": 3 + taken,
        "points_limit": 12,
    }
    return {**view, **changes}


def _choice(selected: str | None, choosing: dict[str, Json], **changes: Json) -> ScreenState:
    shown = state(OPEN, selected=selected)
    plan = violation_handling.PLAN
    place = plan.place_on_line("records")
    view: dict[str, Json] = {**shown.view, "handling_offered": True, "choosing": choosing, **changes}
    line = {"service": plan.slug.value, "stations": plan.line, "station": place}
    return replace(shown, view=view, screen="violation_choice", step="records", **line)  # type: ignore[arg-type]  # by name


def _choices() -> Iterator[tuple[str, ScreenState]]:
    yield "violation_choice", _choice(FIRST, _choosing())
    yield "violation_choice-two", _choice(SECOND, _choosing(FIRST, SECOND))
    yield "violation_choice-none", _choice(None, _choosing(can=()))
    yield "violation_choice-whole", _choice(FIRST, _choosing(FIRST), picture_full=True)


def _notices() -> Iterator[tuple[str, ScreenState]]:
    first = _penalty(FIRST, "2026年11月8日8时17分，在渝中区中山三路与上清寺路口逆向行驶（代码1373）", "第三十五条", 3, 20000)
    second = _penalty(
        SECOND, "2026年10月30日19时42分，在渝北区金开大道1066号违反规定停放机动车（代码1039）", "第五十六条", 0, 10000
    )
    penalties: list[Json] = [first, second]
    titles: dict[str, Json] = {"zh": "公安交通管理行政处罚告知", "en": "Notice of an intended traffic penalty"}
    notice: dict[str, Json] = {"id": "n", "version": "1", "title": titles, "text": {"zh": RIGHTS, "en": RIGHTS_EN}}
    view: dict[str, Json] = {
        "notice": notice,
        "penalties": penalties,
        "fine_fen": 30000,
        "points": 3,
        "points_before": 3,
        "points_after": 6,
        "points_limit": 12,
        "way": None,
    }
    plan = violation_handling.PLAN
    yield "penalty_notice", _on(plan, "penalty_notice", "penalty_notice", view)
    warning: list[Json] = [_penalty(SECOND, "2026年10月30日19时42分，在渝北区金开大道1066号违反规定停车", "第五十六条", 0, 0)]
    warned: dict[str, Json] = {"penalties": warning, "fine_fen": 0, "points": 0, "points_after": 3}
    yield "penalty_notice-warning", _on(plan, "penalty_notice", "penalty_notice", {**view, **warned})
    yield "choose-objection", _on(plan, "choose", "objection", _grounds())
    ink: list[Json] = []
    yield "sign-refusable", _on(plan, "sign", "sign", {"strokes": ink, "enough": False, "may_refuse": True})
    waiting: dict[str, Json] = {"words": "handling_outcome", "phase": "waiting", "stage": "deciding", "slow": False}
    rest: dict[str, Json] = {"failure": None, "can_retry": False, "picture": None}
    yield "outcome", _on(plan, "outcome", "outcome", {**waiting, **rest})


def _penalty(number: str, facts: str, article: str, points: int, fine_fen: int) -> Json:
    return {
        "id": number,
        "facts": f"您于{facts}",
        "provision": f"《中华人民共和国道路交通安全法》{article}",
        "basis": "《中华人民共和国道路交通安全法》第九十条",
        "points": points,
        "fine_fen": fine_fen,
    }


def _grounds() -> dict[str, Json]:
    return {
        "words": "objection",
        "many": False,
        "entries": [_entry(f"objection.{one}", f"objection_note.{one}", one) for one in GROUNDS],
        "chosen": ["wrong_plate"],
        "least": 1,
        "most": 1,
        "total_fen": None,
        "complete": True,
    }


def _entry(title: str, note: str, entry_id: str, amount_fen: int | None = None, **changes: Json) -> Json:
    chips: list[Json] = []
    shown: dict[str, Json] = {
        "id": entry_id,
        "title": title,
        "note": note,
        "plate": None,
        "amount_fen": amount_fen,
        "chips": chips,
        "can": True,
        "why": None,
    }
    return {**shown, **changes}


def _result(plan: Plan, words: str, tone: str = "done", /, **changes: Json) -> ScreenState:
    view: dict[str, Json] = {
        "words": words,
        "tone": tone,
        "values": {},
        "big": None,
        "qr": None,
        "facts": [],
        "print": "none",
        "print_failure": None,
        "paper": "slip",
        "sheets_asked": None,
        "sheets_out": None,
        "instead": None,
        "can_move_on": False,
        "can_finish": True,
    }
    return _on(plan, "result", "result", {**view, **changes})


def _fact(key: str, value: str | None = None, value_key: str | None = None) -> Json:
    return {"key": key, "value": value, "value_key": value_key, "plate": None}


def _ends() -> Iterator[tuple[str, ScreenState]]:
    plan = violation_handling.PLAN
    decided: list[Json] = [
        *(_fact("handling_done.number", number) for number in DECISIONS),
        _fact("handling_done.points", "3"),
        _fact("handling_done.pay_until", "2026-12-07"),
    ]
    done: dict[str, Json] = {
        "values": {"count": 2, "points": 3},
        "big": "¥300.00",
        "facts": decided,
        "paper": "document",
        "sheets_asked": 2,
        "instead": "fine_payment",
        "can_move_on": True,
    }
    yield "result-handled", _result(plan, "handling_done", **done)
    yield "result-handled_printed", _result(plan, "handling_done", **{**done, "print": "delivered", "sheets_out": 2})
    warned: dict[str, Json] = {"values": {"count": 1, "points": 0}, "facts": [decided[0], _fact("handling_done.points", "0")]}
    yield "result-warned", _result(plan, "handling_warned", **warned)
    yield "result-handling_lodged", _result(plan, "handling_lodged", "attention", big=NUMBER)
    due: list[Json] = [_fact("handling_heard.due", "2026-11-27")]
    yield "result-defended", _result(plan, "handling_defended", big=NUMBER, facts=due)
    yield "result-objected", _result(plan, "handling_objected", big=NUMBER, facts=due)
    reason: list[Json] = [_fact("handling_refused.reason", value_key="reason.R-HANDLE.citizen")]
    yield "result-not_handled", _result(plan, "handling_refused", "stopped", facts=reason)


def _fines() -> Iterator[tuple[str, ScreenState]]:
    plan = fine_payment.PLAN
    ways: dict[str, Json] = {
        "words": "fine_way",
        "many": False,
        "entries": [_entry(f"fine_way.{one}", f"fine_way_note.{one}", one) for one in ("mine", "by_number")],
        "chosen": ["mine"],
        "least": 1,
        "most": 1,
        "total_fen": None,
        "complete": True,
    }
    yield "choose-fine_way", _on(plan, "choose", "fine_way", ways)
    number: dict[str, Json] = {
        "name": "decision",
        "pad": "decision_number",
        "value": "50010319",
        "error": None,
        "required": True,
        "longest": 16,
    }
    form: dict[str, Json] = {
        "words": "decision",
        "scanner": True,
        "fields": [number],
        "active": "decision",
        "last": True,
        "complete": False,
    }
    yield "form-decision_scanned", _on(plan, "form", "decision", form)
    late: list[Json] = [{"tone": "attention", "key": "fines.late"}]
    entries: list[Json] = [
        _entry("违反规定使用专用车道", "渝A8K2D6　2026-10-26", DECISION.decision_number, 13600, chips=late),
        _entry("驾驶机动车违反道路交通信号灯通行", "渝A8K2D6　2026-11-16", "5001031900000025", 20000),
        _entry("违反规定停放机动车", "渝A8K2D6　2026-11-12", "5001031900000033", 10000, can=False, why="fines.clarifying"),
    ]
    listed: dict[str, Json] = {
        "words": "fines",
        "many": True,
        "entries": entries,
        "chosen": [DECISION.decision_number],
        "least": 1,
        "most": 9,
        "total_fen": 13600,
        "complete": True,
    }
    yield "choose-decisions", _on(plan, "choose", "fines", listed)
    yield "choose-decisions_none", _on(plan, "choose", "fines", {**listed, "entries": [], "chosen": [], "complete": False})
    yield "confirm-fines", _on(plan, "confirm", "confirm", _confirmed())


def _confirmed() -> dict[str, Json]:
    def row(key: str, value: str | None = None, value_key: str | None = None, edit: str | None = None) -> Json:
        return {"key": f"confirm.row.{key}", "value": value, "value_key": value_key, "edit": edit}

    rows: list[Json] = [
        row("service", value_key="service.fine_payment.name"),
        row("name", PERSON),
        row("id_number", "500∗∗∗∗∗∗∗∗∗∗∗0010"),
        row("decision", DECISION.decision_number, edit="fines"),
        row("fine", "¥100.00"),
        row("surcharge", "¥36.00　12 × 3%"),
        row("surcharge_rule", value_key="fines.surcharge_rule"),
    ]
    return {"rows": rows, "fee_fen": 13600, "fee_key": "confirm.row.to_pay", "ways": None, "signs": False}


def _paid() -> Iterator[tuple[str, ScreenState]]:
    plan = fine_payment.PLAN
    facts: list[Json] = [
        _fact("fine_paid.decision", DECISION.decision_number),
        _fact("fine_paid.voucher", "5000260000"),
        _fact("fine_paid.check", "a1b2c3"),
        _fact("fine_paid.reference", "112233445566"),
    ]
    yield "result-fine_paid", _result(plan, "fine_paid", big="¥136.00", qr="CQJG-F:5000260000-a1b2c3", facts=facts)
    lodged: list[Json] = [facts[0], facts[3]]
    yield "result-fine_lodged", _result(plan, "fine_lodged", "attention", big="¥136.00", qr="CQJG-F:2611", facts=lodged)
    yield "result-fine_refund", _result(plan, "fine_refund", "attention", big="¥136.00", facts=lodged)
