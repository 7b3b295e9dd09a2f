"""Dependencies of the terminal API: a JSON message, signed by an enrolled terminal, not seen before."""

from dataclasses import dataclass, field, replace
from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from backoffice.fleet import certificates, services
from backoffice.fleet.problems import TerminalRefusal
from backoffice.fleet.signatures import (
    LARGEST_SKEW,
    FieldLines,
    SignatureInvalid,
    SignedRequest,
    TerminalUnknown,
    Verified,
    verify,
)
from backoffice.office import Office
from domain.wire.v1 import ProblemCode


@dataclass(frozen=True)
class Caller:
    """The terminal that signed the present request."""

    terminal_id: str
    office: Office = field(repr=False)
    certificate: str | None = None  # fingerprint of the one that the proxy saw, where it is asked for


async def office_of(request: Request) -> Office:
    """Return the office of this application."""
    return cast("Office", request.app.state.office)


TerminalOffice = Annotated[Office, Depends(office_of)]


async def json_only(request: Request) -> None:
    """Refuse what does not say that it is JSON."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise TerminalRefusal(415, ProblemCode.WRONG_CONTENT_TYPE)


async def signed(request: Request, office: TerminalOffice) -> Caller:
    """Return who signed, whose line carries a certificate of the same terminal; raises :class:`TerminalRefusal` (401)."""
    return await run_in_threadpool(authenticate_line, office, await read_request(request))


async def signed_only(request: Request, office: TerminalOffice) -> Caller:
    """Return who signed, whatever its line carries; raises :class:`TerminalRefusal` (401)."""
    return await run_in_threadpool(authenticate, office, await read_request(request))


async def read_request(request: Request) -> SignedRequest:
    """Return what was signed, as it came in."""
    scope = request.scope
    path = scope.get("raw_path") or scope["path"].encode()
    return SignedRequest(
        method=request.method,
        path=path.partition(b"?")[0].decode("latin-1"),
        headers=FieldLines(request.headers.items()),
        body=await request.body(),
    )


def authenticate_line(office: Office, message: SignedRequest) -> Caller:
    """Check the request as :func:`authenticate` does, then what its line carries, where that is asked for."""
    caller = authenticate(office, message)
    header = office.settings.fleet.certificate_header
    return _with_certificate(caller, message.headers.first(header)) if header else caller


def _with_certificate(caller: Caller, shown: str | None) -> Caller:
    with caller.office.reading() as work:
        try:
            return replace(caller, certificate=certificates.judge(work, caller.terminal_id, shown))
        except certificates.CertificateWrong:
            raise TerminalRefusal(401, ProblemCode.CERTIFICATE_INVALID) from None


def authenticate(office: Office, message: SignedRequest) -> Caller:
    """Check signature, clock and nonce, in this order; raises :class:`TerminalRefusal` (401)."""
    verified = _verified(office, message)
    if abs(verified.skew(office.clock.now())) > LARGEST_SKEW:
        raise TerminalRefusal(401, ProblemCode.CLOCK_WRONG)
    # a nonce lost in a power cut is lost together with whatever its request was about to change: nothing is done twice
    with office.database.jotting() as line:
        fresh = services.take_nonce(line, verified.terminal_id, verified.nonce, office.clock.now())
    if not fresh:
        raise TerminalRefusal(401, ProblemCode.REPLAYED)
    return Caller(verified.terminal_id, office)


def _verified(office: Office, message: SignedRequest) -> Verified:
    with office.database.glancing() as line:
        try:
            return verify(message, lambda terminal_id: services.find_public_key(line, terminal_id))
        except TerminalUnknown:
            raise TerminalRefusal(401, ProblemCode.UNKNOWN_TERMINAL) from None
        except SignatureInvalid:
            raise TerminalRefusal(401, ProblemCode.SIGNATURE_INVALID) from None


SignedBy = Annotated[Caller, Depends(signed)]
SignedOnly = Annotated[Caller, Depends(signed_only)]
