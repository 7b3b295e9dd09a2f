"""What the terminal asks the office now: may this person go on, and here is how I am. The courier lodges through it as well."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from backend_client.identity import Identity
from backend_client.line import Answer, OfficeLine
from backend_client.signing import IDEMPOTENCY_KEY, RequestSigner
from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from domain.wire.v1 import (
    OFFICE_TIME_HEADER,
    PRIORITY,
    PRIORITY_WAITED,
    ApplicationReceipt,
    EligibilityAnswer,
    EligibilityQuestion,
    EnrolmentAnswer,
    EnrolmentRequest,
    Heartbeat,
    HeartbeatAnswer,
    Problem,
    ProblemCode,
    SealedApplication,
)
from domain.wire.v1_calendar import CalendarAnswer, CalendarQuestion
from domain.wire.v1_errands import ErrandsAnswer, ErrandsQuestion, SelfTestFound, SelfTestKept
from domain.wire.v1_faces import FaceReference, FaceReferenceQuestion
from domain.wire.v1_fleet import CertificateQuestion, ClientCertificate, CommandDone, CommandKept, LogUpload
from domain.wire.v1_handling import FineAnswer, FineHold, FineHoldQuestion, FineQuestion, NoticeAnswer, NoticeQuestion
from domain.wire.v1_my_applications import (
    ChangeAnswer,
    Correction,
    MyApplicationsAnswer,
    MyApplicationsQuestion,
    MyDocumentQuestion,
    NewAddress,
    ProgressAnswer,
    ProgressQuestion,
    Withdrawal,
)
from domain.wire.v1_outcomes import DocumentAnswer, DocumentQuestion, OutcomeAnswer, OutcomeQuestion
from domain.wire.v1_phone_codes import PhoneCodeAnswer, PhoneCodeQuestion, PhoneProofAnswer, PhoneProofQuestion
from domain.wire.v1_recovery import (
    ChangeTakenAgain,
    MissingAnswer,
    MissingChangesAnswer,
    MissingChangesQuestion,
    MissingQuestion,
    SealedChange,
)
from domain.wire.v1_violations import ViolationAnswer, ViolationPicture, ViolationPictureQuestion, ViolationQuestion

ENROL = "/terminal/v1/enrol"
ELIGIBILITY = "/terminal/v1/eligibility"
FACE_REFERENCE = "/terminal/v1/face-reference"
VIOLATIONS = "/terminal/v1/violations"
VIOLATION_PICTURE = "/terminal/v1/violation-picture"
HANDLING_NOTICE = "/terminal/v1/handling-notice"
FINES = "/terminal/v1/fines"
FINE_HOLD = "/terminal/v1/fine-hold"
OUTCOME = "/terminal/v1/outcome"
DOCUMENT = "/terminal/v1/document"
PHONE_CODE = "/terminal/v1/phone-code"
PHONE_PROOF = "/terminal/v1/phone-proof"
MY_APPLICATIONS = "/terminal/v1/my-applications"
PROGRESS = f"{MY_APPLICATIONS}/progress"
CORRECT = f"{MY_APPLICATIONS}/correct"
WITHDRAW = f"{MY_APPLICATIONS}/withdraw"
READDRESS = f"{MY_APPLICATIONS}/readdress"
MY_DOCUMENT = f"{MY_APPLICATIONS}/document"
APPLICATIONS = "/terminal/v1/applications"
MISSING = "/terminal/v1/missing"
MISSING_CHANGES = "/terminal/v1/missing-changes"
CHANGES = "/terminal/v1/changes"
HEARTBEAT = "/terminal/v1/heartbeat"
ERRANDS = "/terminal/v1/errands"
SELF_TEST_FOUND = f"{ERRANDS}/found"
COMMAND_DONE = f"{ERRANDS}/done"
CALENDAR = "/terminal/v1/calendar"
LOGS = "/terminal/v1/logs"
CERTIFICATE = "/terminal/v1/certificate"

LONGEST_RETRY_AFTER = 3600.0  # seconds; an office that names more is asked after an hour all the same

Form = TypeVar("Form", bound=BaseModel)

_FAILURES: dict[str, FailureCode] = {
    ProblemCode.CLOCK_WRONG: FailureCode.CLOCK_WRONG,
    ProblemCode.UNKNOWN_TERMINAL: FailureCode.TERMINAL_NOT_ENROLLED,
    ProblemCode.CERTIFICATE_INVALID: FailureCode.TERMINAL_NOT_ENROLLED,
    ProblemCode.SIGNATURE_INVALID: FailureCode.TERMINAL_NOT_ENROLLED,
}
_ASK_AGAIN = frozenset({408, 425, 429})
_ABOUT_THE_LINE = frozenset({401, 403, 404, 405})  # whoever answers so speaks of terminal or address, not of this message


class OfficeFailure(KnownFailure):
    """The office answered, but not with what was asked for.

    `final`: this very message will never be taken, so that sending it again is useless. `retry_after` is in seconds,
    `office_time` what the office's clock said.
    """

    def __init__(
        self,
        code: FailureCode,
        problem: str | None = None,
        *,
        final: bool = False,
        retry_after: float | None = None,
        office_time: datetime | None = None,
    ) -> None:
        super().__init__(code)
        self.problem = problem
        self.final = final
        self.retry_after = retry_after
        self.office_time = office_time


class OfficeClient:
    """The office as one enrolled terminal sees it. Every call raises :class:`KnownFailure` and nothing else."""

    def __init__(self, line: OfficeLine, identity: Identity, clock: Clock) -> None:
        self._line = line
        self._clock = clock
        self._signer = RequestSigner(identity.terminal_id, identity.signing_key, clock)

    def errands(self, question: ErrandsQuestion) -> ErrandsAnswer:
        """Ask what the office wants of this terminal between visits, and who may open it."""
        return self._ask(ERRANDS, question, ErrandsAnswer)

    def calendar(self, question: CalendarQuestion) -> CalendarAnswer:
        """Ask whether the office goes by other working-day tables than those that lie here."""
        return self._ask(CALENDAR, question, CalendarAnswer)

    def self_test_found(self, found: SelfTestFound) -> SelfTestKept:
        """Tell what a self-test on the office's command found."""
        return self._ask(SELF_TEST_FOUND, found, SelfTestKept)

    def command_done(self, done: CommandDone) -> CommandKept:
        """Tell what a command came to."""
        return self._ask(COMMAND_DONE, done, CommandKept)

    def upload_log(self, upload: LogUpload) -> CommandKept:
        """Hand over the redacted logs that were asked for."""
        return self._ask(LOGS, upload, CommandKept)

    def renew_certificate(self, question: CertificateQuestion) -> ClientCertificate:
        """Have a client certificate issued for a fresh key."""
        return self._ask(CERTIFICATE, question, ClientCertificate)

    def eligibility(self, question: EligibilityQuestion) -> EligibilityAnswer:
        """Ask whether this person may go on with this service."""
        return self._ask(ELIGIBILITY, question, EligibilityAnswer)

    def face_reference(self, question: FaceReferenceQuestion) -> FaceReference:
        """Ask for the registry's photograph of the person whose card was read, after the separate consent."""
        return self._ask(FACE_REFERENCE, question, FaceReference)

    def violations(self, question: ViolationQuestion) -> ViolationAnswer:
        """Ask what is open against this person's vehicles and licence."""
        return self._ask(VIOLATIONS, question, ViolationAnswer)

    def violation_picture(self, question: ViolationPictureQuestion) -> ViolationPicture:
        """Ask for one photograph of one record of an answer."""
        return self._ask(VIOLATION_PICTURE, question, ViolationPicture)

    def handling_notice(self, question: NoticeQuestion) -> NoticeAnswer:
        """Ask what is intended for these records, before anything is decided."""
        return self._ask(HANDLING_NOTICE, question, NoticeAnswer)

    def fines(self, question: FineQuestion) -> FineAnswer:
        """Ask which fines may be paid: a verified person's, or one decision known by its number."""
        return self._ask(FINES, question, FineAnswer)

    def fine_hold(self, question: FineHoldQuestion) -> FineHold:
        """Have decisions reserved for one payment; asked again it prolongs."""
        return self._ask(FINE_HOLD, question, FineHold)

    def outcome(self, question: OutcomeQuestion) -> OutcomeAnswer:
        """Ask what became of an application that was lodged here."""
        return self._ask(OUTCOME, question, OutcomeAnswer)

    def document(self, question: DocumentQuestion) -> DocumentAnswer:
        """Fetch a signed PDF that was made of an application."""
        return self._ask(DOCUMENT, question, DocumentAnswer)

    def phone_code(self, question: PhoneCodeQuestion) -> PhoneCodeAnswer:
        """Have a code sent to a phone."""
        return self._ask(PHONE_CODE, question, PhoneCodeAnswer)

    def phone_proof(self, question: PhoneProofQuestion) -> PhoneProofAnswer:
        """Ask whether a typed code is the one that was sent."""
        return self._ask(PHONE_PROOF, question, PhoneProofAnswer)

    def my_applications(self, question: MyApplicationsQuestion) -> MyApplicationsAnswer:
        """Ask what a verified person has lodged."""
        return self._ask(MY_APPLICATIONS, question, MyApplicationsAnswer)

    def progress(self, question: ProgressQuestion) -> ProgressAnswer:
        """Ask how far the application of a number is. An office that cannot be asked this yet refuses."""
        return self._ask(PROGRESS, question, ProgressAnswer)

    def correct(self, correction: Correction) -> ChangeAnswer:
        """Supply everything that was asked for; the same key may be sent any number of times."""
        return self._ask(CORRECT, correction, ChangeAnswer)

    def withdraw(self, withdrawal: Withdrawal) -> ChangeAnswer:
        """Withdraw an own application; the same key may be sent any number of times."""
        return self._ask(WITHDRAW, withdrawal, ChangeAnswer)

    def readdress(self, address: NewAddress) -> ChangeAnswer:
        """Name another address for a letter that came back; the same key may be sent any number of times."""
        return self._ask(READDRESS, address, ChangeAnswer)

    def my_document(self, question: MyDocumentQuestion) -> DocumentAnswer:
        """Fetch a document of an own application."""
        return self._ask(MY_DOCUMENT, question, DocumentAnswer)

    def heartbeat(self, beat: Heartbeat) -> HeartbeatAnswer:
        """Say how the terminal is."""
        return self._ask(HEARTBEAT, beat, HeartbeatAnswer)

    def lodge(self, key: UUID, application: SealedApplication, *, waited: bool = False) -> ApplicationReceipt:
        """Hand one sealed application over; the same `key` may be sent any number of times.

        What has `waited` lets others pass (RFC 9218): after a long cut a whole fleet has much to send at once.
        """
        headers = {IDEMPOTENCY_KEY: str(key), **({PRIORITY: PRIORITY_WAITED} if waited else {})}
        receipt = self._ask(APPLICATIONS, application, ApplicationReceipt, headers)
        if receipt.number != application.number:
            raise OfficeFailure(FailureCode.OFFICE_UNAVAILABLE)  # an answer to something else proves nothing
        return receipt

    def missing(self, question: MissingQuestion) -> MissingAnswer:
        """Ask which of these delivered applications the office does not have."""
        return self._ask(MISSING, question, MissingAnswer)

    def missing_changes(self, question: MissingChangesQuestion) -> MissingChangesAnswer:
        """Ask which of these changes the office does not have. An office that cannot be asked this yet refuses."""
        return self._ask(MISSING_CHANGES, question, MissingChangesAnswer)

    def change_again(self, change: SealedChange) -> ChangeTakenAgain:
        """Send a change again that the office had taken; the same one may be sent any number of times."""
        return self._ask(CHANGES, change, ChangeTakenAgain)

    def close(self) -> None:
        """Give the sockets back."""
        self._line.close()

    def _ask(self, path: str, message: BaseModel, form: type[Form], headers: dict[str, str] | None = None) -> Form:
        return _understood(self._line.post(path, message, self._signer, headers), form, self._clock)


def ask_enrolment(line: OfficeLine, request: EnrolmentRequest, clock: Clock) -> EnrolmentAnswer:
    """Trade a pairing token for an identity; raises :class:`KnownFailure`."""
    return _understood(line.post(ENROL, request, None), EnrolmentAnswer, clock)


def _understood(answer: Answer, form: type[Form], clock: Clock) -> Form:
    if answer.status not in {200, 201}:
        raise _failure(answer, clock)
    try:
        return form.model_validate_json(answer.body, extra="ignore")  # an office one version on may say more
    except ValidationError as error:
        raise OfficeFailure(FailureCode.OFFICE_UNAVAILABLE) from error  # some box in between answers in the office's place


def _failure(answer: Answer, clock: Clock) -> OfficeFailure:
    problem = _problem(answer)
    retry_after = _retry_after(answer, clock)
    if answer.status >= 500 or answer.status in _ASK_AGAIN:
        return OfficeFailure(FailureCode.OFFICE_UNAVAILABLE, problem, retry_after=retry_after)
    code = _FAILURES.get(problem, FailureCode.OFFICE_REFUSED) if problem else FailureCode.OFFICE_REFUSED
    final = problem is not None and answer.status >= 400 and answer.status not in _ABOUT_THE_LINE
    return OfficeFailure(code, problem, final=final, retry_after=retry_after, office_time=_office_time(answer))


def _office_time(answer: Answer) -> datetime | None:
    try:
        moment = datetime.fromisoformat(answer.headers.get(OFFICE_TIME_HEADER, ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _problem(answer: Answer) -> str | None:
    """Return the office's own code (a newer office may know more of them), or None when it was not the office that answered."""
    try:
        return Problem.model_validate_json(answer.body, extra="ignore").code
    except ValidationError:
        return None


def _retry_after(answer: Answer, clock: Clock) -> float | None:
    """Read ``Retry-After`` (RFC 9110 §10.2.3): seconds or a date."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
        return min(max((moment - clock.now()).total_seconds(), 0.0), LONGEST_RETRY_AFTER)
    except (ValueError, TypeError):  # absent, nonsense, or a date without a zone
        return None
