"""Terminal API, fleet part: enrolment and heartbeat."""

from fastapi import APIRouter, Depends, Request
from sqlalchemy.exc import IntegrityError

from backoffice.fleet import certificates, errands, pulse, services, terminal_commands
from backoffice.fleet.authentication import SignedBy, SignedOnly, TerminalOffice, json_only
from backoffice.fleet.authority import RequestRefused
from backoffice.fleet.command_key import CommandKey
from backoffice.fleet.problems import PROBLEM, PROBLEMS, TerminalRefusal
from backoffice.intake.keys import SealingKeys, face_keys
from backoffice.office import Actor, Work
from backoffice.recovery.epochs import name_of_epoch
from domain.wire.v1 import EnrolmentAnswer, EnrolmentRequest, Heartbeat, HeartbeatAnswer, ProblemCode
from domain.wire.v1_errands import ErrandsAnswer, ErrandsQuestion, SelfTestFound, SelfTestKept
from domain.wire.v1_fleet import CertificateQuestion, ClientCertificate, CommandDone, CommandKept, LogUpload

ASK_AGAIN = 1  # seconds

router = APIRouter(prefix="/v1", dependencies=[Depends(json_only)], responses=PROBLEMS)


@router.post("/enrol", responses={403: PROBLEM})
def enrol(message: EnrolmentRequest, office: TerminalOffice) -> EnrolmentAnswer:
    """Trade a pairing token for an identity. The only call that is not signed."""
    try:
        with office.writing(Actor("terminal:new")) as work:
            terminal = services.enrol(work, message)
            certificate = _certificate(work, terminal.terminal_id, message.certificate_request)
    except services.TokenRefused:
        raise TerminalRefusal(403, ProblemCode.TOKEN_REFUSED) from None
    except IntegrityError:  # another terminal took the same number at this moment (PostgreSQL)
        raise TerminalRefusal(503, ProblemCode.OFFICE_BUSY, ASK_AGAIN) from None
    return EnrolmentAnswer(
        terminal_id=terminal.terminal_id,
        terminal_number=terminal.terminal_number,
        place_zh=terminal.place_zh,
        place_en=terminal.place_en,
        sealing_key=SealingKeys(office.settings.keys_dir).current(),
        face_key=face_keys(office.settings.keys_dir).current(),
        command_key=CommandKey(office.settings.keys_dir).public,
        certificate=certificate,
        office_time=office.clock.now(),
    )


def _certificate(work: Work, terminal_id: str, request: str | None) -> str | None:
    try:
        return certificates.issue(work, terminal_id, request).certificate if request else None
    except RequestRefused:
        raise TerminalRefusal(422, ProblemCode.MESSAGE_INVALID) from None


@router.post("/certificate")
def renew_certificate(message: CertificateQuestion, caller: SignedOnly) -> ClientCertificate:
    """Issue a client certificate to who signed, also without one: it may have run out, or never been there."""
    try:
        with caller.office.writing(Actor(f"terminal:{caller.terminal_id}")) as work:
            return certificates.issue(work, caller.terminal_id, message.certificate_request)
    except RequestRefused:
        raise TerminalRefusal(422, ProblemCode.MESSAGE_INVALID) from None


@router.post("/heartbeat")
def heartbeat(message: Heartbeat, caller: SignedBy, request: Request) -> HeartbeatAnswer:
    """Keep how the terminal is, and tell it the office's time and present sealing keys."""
    office = caller.office
    with office.writing(Actor(f"terminal:{caller.terminal_id}")) as work:
        if not request.app.state.listening:
            pulse.begin_to_listen(work)
        services.keep_state(work, caller.terminal_id, message)
        certificates.used(work, caller.terminal_id, caller.certificate or message.certificate)
        epoch = name_of_epoch(work.session)
    request.app.state.listening = True
    return HeartbeatAnswer(
        office_time=office.clock.now(),
        sealing_key=SealingKeys(office.settings.keys_dir).current(),
        face_key=face_keys(office.settings.keys_dir).current(),
        command_key=CommandKey(office.settings.keys_dir).public,
        epoch=epoch,
    )


@router.post("/errands")
def tell_errands(message: ErrandsQuestion, caller: SignedBy) -> ErrandsAnswer:
    """Tell a terminal who may open it and which self-tests are wanted; keep whether staff took it out of service."""
    with caller.office.writing(Actor(f"terminal:{caller.terminal_id}")) as work:
        return errands.answer(work, caller.terminal_id, message)


@router.post("/errands/found")
def take_found(message: SelfTestFound, caller: SignedBy) -> SelfTestKept:
    """Keep what a self-test on command found."""
    with caller.office.writing(Actor(f"terminal:{caller.terminal_id}")) as work:
        errands.take_found(work, caller.terminal_id, message)
    return SelfTestKept(errand=message.errand)


@router.post("/errands/done")
def take_done(message: CommandDone, caller: SignedBy) -> CommandKept:
    """Keep what an order came to."""
    with caller.office.writing(Actor(f"terminal:{caller.terminal_id}")) as work:
        terminal_commands.take_done(work, caller.terminal_id, message)
    return CommandKept(command=message.command)


@router.post("/logs")
def take_log(message: LogUpload, caller: SignedBy) -> CommandKept:
    """Keep the redacted logs that were asked for."""
    try:
        with caller.office.writing(Actor(f"terminal:{caller.terminal_id}")) as work:
            terminal_commands.keep_log(work, caller.terminal_id, message)
    except terminal_commands.LogUnfit:
        raise TerminalRefusal(422, ProblemCode.MESSAGE_INVALID) from None
    return CommandKept(command=message.command)
