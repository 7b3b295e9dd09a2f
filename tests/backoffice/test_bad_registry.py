"""Whatever field of the registry's answer is missing or nonsense: nobody is let through on it, and the office learns of it.

Every service, every field that it looks at, every way to spoil it, over the partner's real line: a refusal with a sentence, or
"the registry cannot be asked"; a row among the troubles; never a crash.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import delete

from backoffice.errands import ErrandKind
from backoffice.intake.handles import handle_of
from backoffice.office import SYSTEM, Actor, Office
from backoffice.partners import PartnerClient
from backoffice.refusals import Refused
from backoffice.registry.port import CONTACTS, DECISIONS, LICENCES, VEHICLES, VIOLATIONS
from backoffice.review import cases, desk
from backoffice.review.comparison import Verdict
from backoffice.review.matching import compare_now
from backoffice.settings import CONFIG
from backoffice.staff.models import Role
from backoffice.troubles.models import RegistryGap
from backoffice.troubles.registry_gaps import WHOLE_ANSWERS, register_of
from backoffice.troubles.services import TroubleKind, list_troubles, retry
from domain.application import ApplicationStatus
from domain.services import ServiceSlug
from domain.texts import parse_texts
from domain.vehicles import OwnerKind, Vehicle
from tests.backoffice import acts
from tests.backoffice.bad_registry import BIRTH_OF, WORD, Spoiling, make, spoilings
from tests.backoffice.handling_stage import PEOPLE, Stage
from tests.backoffice.partners import Partners
from tests.backoffice.people import NAME, NUMBER, SECRETS, application
from tests.backoffice.terminals import HandMadeTerminal
from tests.backoffice.violations.records import DECISION_NUMBER, OWN_PLATE, RECORD_NUMBER, face

S = ServiceSlug
TOLD = set(parse_texts(path.read_text("utf-8") for path in (CONFIG / "texts").glob("*.toml")))
OF_VIOLATIONS = {S.VIOLATION_QUERY, S.VIOLATION_HANDLING, S.FINE_PAYMENT}
PERSON = {"kind": "resident_id_card", "number": NUMBER, "name": NAME, "valid_to": "2039-06-01"}
PLATES = {S.PLATE_REISSUE, S.PLATE_REPLACE, S.VEHICLE_LICENCE_REISSUE, S.VEHICLE_LICENCE_REPLACE}

LICENCE = ("answer", "licence")
LOOKED_AT: dict[ServiceSlug, tuple[str, ...]] = {
    **dict.fromkeys((*PLATES, S.TRUCK_PASS), ("vehicle",)),
    S.CONTACT_CHANGE_OWNER: ("vehicle", "contacts", "driver_contact"),
    S.CONTACT_CHANGE_DRIVER: (*LICENCE, "contacts", "driver_contact"),
    S.DRIVER_LICENCE_REISSUE_LOSS: LICENCE,
    S.DRIVER_LICENCE_RENEW_DAMAGE: LICENCE,
    S.DRIVER_LICENCE_RENEW_EXPIRY: (*LICENCE, "medical", "ability_test"),
    S.DRIVER_LICENCE_RENEW_OVERAGE: (*LICENCE, "medical", "ability_test"),
    S.VIOLATION_QUERY: ("violations", "record", "decision"),
    S.VIOLATION_HANDLING: (*LICENCE, "vehicle", "violations", "record"),
    S.FINE_PAYMENT: ("found_decision", "decision_by_number"),
}
"""What the registry says of which each service relies on something."""

NOT_COMPARED = {"driver", "owner", "phone", "address", "postcode", "email", "employer"}
"""What a comparison shows beside what is filed from now on: contact data of before bar nothing."""

FREE = {
    *(f"licence.{name}" for name in ("number", "holder", "archive_number", "address", "phone")),
    *(f"vehicle.{name}" for name in ("vin", "model", "plate")),
    *(f"{table}.{name}" for table in ("record", "decision", "decision_by_number") for name in ("place", "agency", "plate")),
    *(f"driver_contact.{name}" for name in ("phone", "address", "postcode", "email", "employer")),
}
"""Fields in which any words may stand."""

MAY_BE_LEFT_OUT = {
    *(f"licence.{name}" for name in ("phone", "extended_until", "full_cycles", "studied_on")),
    *(f"answer.{name}" for name in ("photo", "photo_taken_on", "contact", "ability_test", "medical")),
    *(
        f"vehicle.{name}"
        for name in ("vin", "model", "mass_kg", "energy", "mortgaged", "scrap_by", "reissues", "registered_area", "axles")
    ),
    *(f"driver_contact.{name}" for name in ("postcode", "email", "employer")),
}
"""Fields that the registry need not know; whoever needs one of them says so by a rule."""

NEEDED = {
    **dict.fromkeys(PLATES, frozenset({"vehicle.reissues"})),
    S.TRUCK_PASS: frozenset({"vehicle.axles", "vehicle.registered_area"}),
}
"""Which of them somebody needs."""

MAY_BE_NULL = {
    *(f"record.{name}" for name in ("points", "fine_fen")),
    *(f"contacts.{name}" for name in ("driver", "owner")),
    "licence.valid_to",
    "vehicle.inspection_valid_to",
}
"""长期; never inspected; the table of codes says; nothing is filed."""


def is_honest(slug: ServiceSlug, spoiling: Spoiling) -> bool:
    """Tell whether the spoilt answer is one that may be true, and that this service can do without."""
    name = f"{spoiling.table}.{spoiling.field}"
    if spoiling.leaves_out and name in MAY_BE_LEFT_OUT - NEEDED.get(slug, frozenset()):
        return True
    return (spoiling.value is None and name in MAY_BE_NULL) or (spoiling.value == WORD and name in FREE)


@pytest.fixture
def chief(office: Office) -> Actor:
    return acts.add(office, "chief", Role.SUPERVISOR)


class Asking:
    """One terminal that asks what its service asks, and says whether somebody would be let through."""

    def __init__(self, terminal: HandMadeTerminal, office: Office, slug: ServiceSlug) -> None:
        self.terminal, self.office, self.slug = terminal, office, slug
        self.reasons: list[str] = []

    def post(self, path: str, **message: Any) -> Any:
        response: httpx.Response = self.terminal.post(f"/terminal/v1/{path}", message)
        assert response.status_code in (200, 503), (path, response.status_code)
        assert not [secret for secret in SECRETS if secret in response.text and path == "eligibility"]
        if response.status_code == 503:
            assert response.json()["code"] == "registry_unavailable"
            self.reasons.append("registry_unavailable")
        return response.json() if response.status_code == 200 else None

    def lets_through(self) -> bool:
        """Ask everything that is asked before something is lodged."""
        self.reasons = []
        special: dict[ServiceSlug, Callable[[], bool]] = {S.FINE_PAYMENT: self._fines, S.VIOLATION_HANDLING: self._handling}
        return self._eligible() and (self.slug not in OF_VIOLATIONS or special.get(self.slug, self._list)())

    def _eligible(self) -> bool:
        vehicle = {"vehicle": own_handle(self.office)} if self.slug in PLATES | {S.TRUCK_PASS} else {}
        birth = BIRTH_OF.get(self.slug, "1990-01-01")
        answer = self.post("eligibility", service=self.slug, **PERSON, birth=birth, face=face(), **vehicle)
        if answer is None:
            return False
        self.reasons += [*answer["reasons"], *(one for row in answer.get("vehicles") or [] for one in row["reasons"])]
        return answer["decision"] == "eligible" and not self.reasons

    def _list(self) -> bool:
        answer = self.post("violations", **PERSON, face=face())
        return answer is not None and answer["verified"]

    def _handling(self) -> bool:
        listed = self.post("violations", **PERSON, face=face())
        if listed is None:
            return False
        self.reasons += [f"bar:{bar}" for one in listed["violations"] for bar in one["bars"]]
        asked = {"ticket": listed["ticket"], "record_numbers": [RECORD_NUMBER]}
        answer = self.post("handling-notice", **asked) if listed["ticket"] and not self.reasons else None
        return answer is not None and answer["notice"] is not None

    def _fines(self) -> bool:
        person = {key: PERSON[key] for key in ("kind", "number", "name")}
        answer = self.post("fines", **person, face=face(), decision_number=DECISION_NUMBER)
        held = self.post("fine-hold", payer=NUMBER, key=str(uuid4()), decision_numbers=[DECISION_NUMBER])
        return bool(answer and answer["decisions"] and held and held["held"])


def own_handle(office: Office) -> str:
    own = Vehicle(OWN_PLATE, "02", "K33", "A", OwnerKind.INDIVIDUAL, frozenset(), None)
    return handle_of(office.vault, NUMBER, own)


def gaps_listed(office: Office, chief: Actor) -> int:
    with office.reading(chief) as work:
        return sum(one.kind is TroubleKind.REGISTRY_GAP for one in list_troubles(work))


def forget_gaps(office: Office) -> None:
    with office.writing(SYSTEM) as work:
        work.session.execute(delete(RegistryGap))


def is_worded(reason: str) -> bool:
    if reason.startswith("bar:"):
        return reason.replace("bar:", "handling.") + ".long" in TOLD
    return reason == "registry_unavailable" or f"reason.{reason}.citizen" in TOLD


def wrong_in(asking: Asking, chief: Actor, spoiling: Spoiling) -> str | None:
    """Return what is wrong with how a spoilt answer was taken; None when all is well."""
    through = asking.lets_through()
    if is_honest(asking.slug, spoiling):
        return None if through or all(map(is_worded, asking.reasons)) else "refused without a sentence"
    if through:
        return "let through"
    if not asking.reasons or not all(map(is_worded, asking.reasons)):
        return f"no sentence for {asking.reasons}"
    return None if gaps_listed(asking.office, chief) else f"the office does not know: {asking.reasons}"


def test_every_service_is_spoilt() -> None:
    assert set(LOOKED_AT) == set(ServiceSlug)


@pytest.mark.parametrize("slug", list(ServiceSlug))
def test_nobody_is_let_through_on_what_nobody_understands(
    terminal: HandMadeTerminal, office: Office, partners: Partners, chief: Actor, slug: ServiceSlug
) -> None:
    asking, wrong = Asking(terminal, office, slug), {}
    make(partners, slug)
    assert asking.lets_through(), asking.reasons
    for spoiling in spoilings(partners, *LOOKED_AT[slug]):
        make(partners, slug)
        spoiling.spoil(partners)
        forget_gaps(office)
        if (said := wrong_in(asking, chief, spoiling)) is not None:
            wrong[str(spoiling)] = said
    assert wrong == {}


@pytest.mark.parametrize("slug", list(ServiceSlug))
def test_what_was_put_right_is_listed_no_more(
    terminal: HandMadeTerminal, office: Office, partners: Partners, chief: Actor, slug: ServiceSlug
) -> None:
    asking = Asking(terminal, office, slug)
    for table in LOOKED_AT[slug]:
        make(partners, slug)
        next(one for one in spoilings(partners, table) if not is_honest(slug, one)).spoil(partners)
        asking.lets_through()
    assert gaps_listed(office, chief)
    make(partners, slug)
    assert asking.lets_through(), asking.reasons
    assert gaps_listed(office, chief) == 0


DECLARED: dict[ServiceSlug, dict[str, Any]] = {
    S.PLATE_REISSUE: {"reason": "lost", "parts": "both"},
    S.PLATE_REPLACE: {"reason": "faded", "parts": "rear"},
    S.VEHICLE_LICENCE_REISSUE: {"reason": "lost", "parts": "both"},
    S.VEHICLE_LICENCE_REPLACE: {"reason": "damaged", "parts": "both"},
    S.DRIVER_LICENCE_REISSUE_LOSS: {"reason": "lost"},
    S.DRIVER_LICENCE_RENEW_DAMAGE: {"reason": "broken", "photo": "on_file"},
    S.DRIVER_LICENCE_RENEW_EXPIRY: {"photo": "on_file"},
    S.DRIVER_LICENCE_RENEW_OVERAGE: {"keep": "c1", "photo": "on_file"},
    S.CONTACT_CHANGE_DRIVER: {"ticket": "t" * 43},
    S.CONTACT_CHANGE_OWNER: {"ticket": "t" * 43},
}


def against(office: Office, number: str) -> set[str]:
    """Ask the registry anew for a case; return the rows that stand against approving it, or that nothing could be asked."""
    try:
        desk.refresh_registry(office, SYSTEM, number)
    except Refused as refused:
        return {refused.reason}
    with office.reading() as work:
        rows = compare_now(work, cases.get_case(work.session, number))
    return {f"{row.key} {row.reason}" for row in rows if row.verdict is Verdict.MISMATCH}


@pytest.mark.parametrize("slug", list(DECLARED))
def test_nothing_is_approved_on_what_nobody_understands(office: Office, partners: Partners, slug: ServiceSlug) -> None:
    """What was lodged while all was well is compared with a spoilt answer: something more stands against it than before."""
    handle = own_handle(office)
    whose = {"vehicle": handle} if slug in PLATES else {"vehicles": [handle]} if slug is S.CONTACT_CHANGE_OWNER else {}
    applicant = {"birth": date.fromisoformat(BIRTH_OF.get(slug, "1990-01-01"))}
    declaration = {**DECLARED[slug], **whose}
    make(partners, slug)
    number = acts.take_in(
        office, application(applicant=applicant).model_copy(update={"service": slug, "declaration": declaration})
    )
    before, let_by = against(office, number), []
    for spoiling in spoilings(partners, *LOOKED_AT[slug]):
        if is_honest(slug, spoiling) or spoiling.field in NOT_COMPARED:
            continue
        make(partners, slug)
        spoiling.spoil(partners)
        if not against(office, number) - before:
            let_by.append(str(spoiling))
    assert let_by == []


def test_a_decision_that_meets_nonsense_waits_for_staff_and_is_listed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the errand, long after the notice: nothing is decided, and whoever looks after troubles sees it."""
    person = PEOPLE["zhao_min"]
    number = stage.lodge(stage.accepted(person, stage.notice(person, stage.handleable(person)[:1])))
    post = PartnerClient.post

    def garbled(self: PartnerClient, path: str, body: Any, key: str | None = None) -> dict[str, Any]:
        return {"records": [{}], "decisions": []} if path == "/v1/violations/query" else post(self, path, body, key)

    monkeypatch.setattr(PartnerClient, "post", garbled)
    stage.worker.tick()
    supervisor = acts.add(stage.office, "chief", Role.SUPERVISOR)
    with stage.office.reading(supervisor) as work:
        assert (TroubleKind.AT_ONCE, number) in [(one.kind, one.number) for one in list_troubles(work)]
    assert stage.outcome(number).status is ApplicationStatus.ACCEPTED
    monkeypatch.undo()
    with stage.office.writing(supervisor) as work:
        (errand,) = (one for one in list_troubles(work) if one.kind is TroubleKind.AT_ONCE)
        assert errand.errand_id
        retry(work, errand.errand_id)
    stage.worker.tick()
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED


@pytest.mark.parametrize("kind", list(TroubleKind))
def test_every_trouble_has_a_name_and_an_advice(kind: TroubleKind) -> None:
    assert {f"desk.troubles.{what}.{kind}" for what in ("kind", "do")} <= TOLD


@pytest.mark.parametrize("kind", list(ErrandKind))
def test_every_errand_that_sticks_or_is_tried_again_can_be_listed(kind: ErrandKind) -> None:
    assert TroubleKind(kind.value)
    assert f"desk.troubles.retrying.{kind}" in TOLD


@pytest.mark.parametrize("register", [LICENCES, VEHICLES, VIOLATIONS, CONTACTS, DECISIONS])
def test_an_answer_that_is_none_has_a_name(register: str) -> None:
    assert f"desk.troubles.gap.{WHOLE_ANSWERS[register]}" in TOLD
    assert register_of(WHOLE_ANSWERS[register]) == register
