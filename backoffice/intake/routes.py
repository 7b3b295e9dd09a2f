"""Terminal API, intake part: eligibility and applications."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request

from backoffice.fleet.authentication import SignedBy, json_only
from backoffice.fleet.problems import PROBLEM, PROBLEMS, TerminalRefusal
from backoffice.intake import direct_route, services
from backoffice.intake.eligibility import Eligibility, ServiceNotOffered
from backoffice.intake.face_reference import find_reference
from backoffice.intake.keys import SealingKeys
from backoffice.partners import PartnerFailure
from backoffice.violations.harvest import TooManyPersons
from domain.wire.declarations import DeclarationInvalid
from domain.wire.v1 import ApplicationReceipt, EligibilityAnswer, EligibilityQuestion, ProblemCode, SealedApplication
from domain.wire.v1_faces import FaceReference, FaceReferenceQuestion

ASK_REGISTRY_AGAIN = 5  # seconds
router = APIRouter(prefix="/v1", dependencies=[Depends(json_only)], responses=PROBLEMS)


async def _eligibility_of(request: Request) -> Eligibility:
    return cast("Eligibility", request.app.state.eligibility)


async def _idempotency_key(idempotency_key: Annotated[str | None, Header()] = None) -> UUID:
    return direct_route.idempotency_key(idempotency_key)


@router.post("/eligibility", responses={429: PROBLEM})
def eligibility(
    message: EligibilityQuestion, caller: SignedBy, desk: Annotated[Eligibility, Depends(_eligibility_of)]
) -> EligibilityAnswer:
    """May this person go on with this service? Asks the registry now."""
    try:
        return desk.answer(caller.terminal_id, message)
    except DeclarationInvalid:
        raise TerminalRefusal(422, ProblemCode.MESSAGE_INVALID) from None
    except ServiceNotOffered:
        raise TerminalRefusal(422, ProblemCode.SERVICE_NOT_OFFERED) from None
    except TooManyPersons as many:
        raise TerminalRefusal(429, ProblemCode.TOO_MANY_PERSONS, many.retry_after) from None
    except PartnerFailure:
        raise TerminalRefusal(503, ProblemCode.REGISTRY_UNAVAILABLE, ASK_REGISTRY_AGAIN) from None


@router.post("/face-reference", responses={429: PROBLEM})
def face_reference(message: FaceReferenceQuestion, caller: SignedBy) -> FaceReference:
    """The registry's photograph of the person whose card was read. Asks the registry now."""
    try:
        return find_reference(caller.office, caller.terminal_id, message)
    except ServiceNotOffered:
        raise TerminalRefusal(422, ProblemCode.SERVICE_NOT_OFFERED) from None
    except TooManyPersons as many:
        raise TerminalRefusal(429, ProblemCode.TOO_MANY_PERSONS, many.retry_after) from None
    except PartnerFailure:
        raise TerminalRefusal(503, ProblemCode.REGISTRY_UNAVAILABLE, ASK_REGISTRY_AGAIN) from None


def applications(
    message: SealedApplication, caller: SignedBy, key: Annotated[UUID, Depends(_idempotency_key)]
) -> ApplicationReceipt:
    """Take one sealed application. Same key and hash: 200 and `replayed`; same key, other hash: 422."""
    keys = SealingKeys(caller.office.settings.keys_dir)
    return services.receive(caller.office, keys, caller.terminal_id, key, message)


router.add_api_route(
    "/applications",
    applications,
    methods=["POST"],
    responses={400: PROBLEM, 409: PROBLEM},
    route_class_override=direct_route.DirectRoute,
)
