"""A citizen who can do every service: looks at the kind of screen and does what it asks, one thing at a time."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulators.citizen.routine import STEP_UP_S
from simulators.stage.house import House
from tests.matrix.hands import Hands, State, phase

PHONE = "13896204417"
A_LOOK_S = 0.6  # what was only just opened cannot be agreed to
PIN = "123456"
CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
TYPED: Mapping[str, str] = {
    "phone": PHONE,
    "postcode": "400010",
    "email": "test@example.cn",
    "employer": "测试运输公司",
    "decision_number": "",
}
"""What is typed into a field of this name; tests may say otherwise."""


@dataclass
class Citizen:
    """Knows who he is, and what he wants where there is a choice."""

    hands: Hands
    house: House
    slug: str
    person: str
    chooses: Mapping[str, str] = field(default_factory=dict)  # "<stop>.<question>" -> option; "<stop>" -> id of an entry
    types: Mapping[str, str] = field(default_factory=dict)  # field -> text
    with_face: bool = True
    card: str = "debit"
    pose: str = ""
    way: list[str] = field(default_factory=list)  # stops that were passed, in order
    _done: set[tuple[object, ...]] = field(default_factory=set)

    def act(self, state: State) -> None:
        """Do the one thing that this screen waits for; nothing where it only wants patience."""
        if not self.way or self.way[-1] != state["step"]:
            self.way.append(str(state["step"]))
        handler = HANDLERS.get(state["screen"])
        if handler is not None:
            handler(self, state)

    def once(self, *key: object) -> bool:
        """Tell whether this is done for the first time."""
        if key in self._done:
            return False
        self._done.add(key)
        return True

    def wants(self, key: str, offered: list[str]) -> str:
        """Return what is chosen of what is offered."""
        wish = self.chooses.get(key)
        return wish if wish in offered else offered[0]


def _wake(citizen: Citizen, _: State) -> None:
    citizen.hands.do("attract.wake", "wake")


def _home(citizen: Citizen, state: State) -> None:
    offered = [s["slug"] for group in state["view"]["groups"] for s in group["services"] if s["available"]]
    if citizen.slug in offered:
        citizen.hands.do(f"home.service.{citizen.slug}", "choose", slug=citizen.slug)


def _lay_card(citizen: Citizen, state: State) -> None:
    if phase(state) == "waiting" and citizen.once("card"):
        citizen.house.cabinet.lay_card(citizen.person)


def _declare(citizen: Citizen, state: State) -> None:
    view, hands = state["view"], citizen.hands
    if view["phase"] == "asking":
        return
    for question in view["questions"]:
        if not question["chosen"]:
            option = citizen.wants(f"{state['step']}.{question['name']}", question["options"])
            hands.do(f"declare.{question['name']}.{option}", "choose", question=question["name"], option=option)
            return
    if view["declaration"] and not view["declared"]:
        hands.do("declare.declare", "declare", on=True)
    elif view["complete"]:
        hands.do("declare.next", "next")


def _choose(citizen: Citizen, state: State) -> None:
    view, hands = state["view"], citizen.hands
    if view["complete"]:
        hands.do("choose.next", "next")
        return
    free = [entry["id"] for entry in view["entries"] if entry["can"] and entry["id"] not in view["chosen"]]
    if free:
        wanted = citizen.wants(str(state["step"]), free)
        hands.do(f"choose.entry.{wanted}", "choose", id=wanted)


def _form(citizen: Citizen, state: State) -> None:
    view, hands = state["view"], citizen.hands
    one = next(row for row in view["fields"] if row["name"] == view["active"])
    text = citizen.types.get(one["name"], TYPED.get(one["name"], ""))
    if one["name"] == "code":
        text = code_sent(citizen.house)
    if not one["value"] and text:
        hands.type(one["name"], text)
    elif one["value"] or not one["required"]:
        hands.do("form.next", "next")


def code_sent(house: House) -> str:
    """Return the code of the newest text message; empty while none has come."""
    codes = [found.group() for message in house.cabinet.messages() if (found := CODE.search(message["text"]))]
    return codes[-1] if codes else ""


def _agree(citizen: Citizen, state: State) -> None:
    view = state["view"]
    if view["all_agreed"]:
        citizen.hands.do("notices.next", "next")
        return
    citizen.hands.pass_time(A_LOOK_S)
    notice = view["notices"][view["open"]]
    citizen.hands.do("notices.agree", "agree", id=notice["id"])


def _address(citizen: Citizen, state: State) -> None:
    view, hands = state["view"], citizen.hands
    if view["phase"] == "choose":
        hands.do("address.use_id_card", "use_id_card")
    elif view["phase"] == "phone" and not view["phone"]:
        hands.type("phone", PHONE)
    elif view["phase"] in {"phone", "review"}:
        hands.do("address.next", "next")


def _next(citizen: Citizen, state: State) -> None:
    citizen.hands.do(f"{state['screen']}.next", "next")


def _sign(citizen: Citizen, state: State) -> None:
    if state["view"]["enough"]:
        _next(citizen, state)
    else:
        citizen.hands.sign()


def _step_up(citizen: Citizen) -> None:
    """Stand before the camera; until its last pictures of whoever stood there before are gone."""
    citizen.house.cabinet.set_scene("person")
    time.sleep(STEP_UP_S)


def _consent(citizen: Citizen, _: State) -> None:
    citizen.hands.pass_time(A_LOOK_S)
    if citizen.with_face:
        if citizen.once("scene"):
            _step_up(citizen)
        citizen.hands.do("face_consent.agree", "agree")
    else:
        citizen.hands.do("face_consent.without_face", "without_face")


POSES = {"left": "left", "right": "right"}
"""Where to look; whoever is asked nothing looks straight ahead. On the glass the simulated person reads the screen."""


def _face(citizen: Citizen, state: State) -> None:
    match phase(state):
        case "looking":
            _look(citizen, POSES.get(state["view"]["guidance"], "front"))
        case "again" | "failed":
            citizen.hands.do("face.retry", "retry")
        case "to_office":
            citizen.hands.do("face.next", "next")


def _look(citizen: Citizen, pose: str) -> None:
    if citizen.pose != pose:
        citizen.pose = pose
        citizen.house.cabinet.set_pose(pose)


def _pay(citizen: Citizen, state: State) -> None:
    cabinet = citizen.house.cabinet
    match phase(state):
        case "insert" if citizen.once("insert"):
            cabinet.insert_bank_card(citizen.card)
        case "pin" if citizen.once("pin"):
            cabinet.press_pin_keys(PIN, None)
            cabinet.press_pin_keys("", "enter")
        case "take_card" if citizen.once("take"):
            cabinet.pull_bank_card()
        case "approved":
            citizen.hands.do("pay.next", "next")


def _finish(citizen: Citizen, state: State) -> None:
    view = state["view"]
    settled = view.get("receipt") not in {"waiting", "printing"} if state["screen"] == "submitted" else view.get("can_finish")
    if settled:
        citizen.house.cabinet.take_slip()
        citizen.hands.do(f"{state['screen']}.finish", "finish")


def _leave(citizen: Citizen, _: State) -> None:
    if citizen.once("lift"):
        citizen.house.cabinet.lay_card(None)
        citizen.house.cabinet.take_slip()
        citizen.house.cabinet.take_documents()
        citizen.house.cabinet.set_scene("empty")
    citizen.hands.do("goodbye.finish", "finish")


def _next_list(citizen: Citizen, state: State) -> None:
    if phase(state) in {"shown", "overview"}:
        citizen.hands.do("violations.finish", "finish")


def _photo(citizen: Citizen, state: State) -> None:
    match phase(state):
        case "offer":
            citizen.hands.do("licence_photo.use_on_file", "use_on_file")
        case "stand":
            _step_up(citizen)
            citizen.hands.do("licence_photo.start", "start")
        case "shown":
            citizen.hands.do("licence_photo.use", "use")
        case "failed":
            citizen.hands.do("licence_photo.take", "take")


def _papers(citizen: Citizen, state: State) -> None:
    view, hands = state["view"], citizen.hands
    match phase(state):
        case "looking" if citizen.once("paper", view["paper"]):
            citizen.house.cabinet.lay_document(view["paper"])
        case "taken":
            hands.do("documents.keep", "keep")
        case "list" if view["complete"]:
            hands.do("documents.next", "next")


def _choose_records(citizen: Citizen, state: State) -> None:
    choosing = state["view"].get("choosing")
    if not choosing:
        return
    if choosing["complete"]:
        citizen.hands.do("violations.next", "next")
    elif choosing["can"]:
        record = choosing["can"][0]
        citizen.hands.do(f"violations.take.{record}", "take", id=record)


def _be_told(citizen: Citizen, _: State) -> None:
    citizen.hands.pass_time(A_LOOK_S)
    way = citizen.wants("penalty_notice", ["accept", "defend", "object"])
    citizen.hands.do(f"penalty_notice.{way}", way)


HANDLERS: dict[str, Callable[[Citizen, State], Any]] = {
    "attract": _wake,
    "home": _home,
    "read_id_card": _lay_card,
    "declare": _declare,
    "choose": _choose,
    "form": _form,
    "notices": _agree,
    "address": _address,
    "confirm": _next,
    "sign": _sign,
    "face_consent": _consent,
    "face": _face,
    "pay": _pay,
    "submitted": _finish,
    "result": _finish,
    "violations": _next_list,
    "licence_photo": _photo,
    "documents": _papers,
    "violation_choice": _choose_records,
    "penalty_notice": _be_told,
    "goodbye": _leave,
}
