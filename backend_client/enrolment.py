"""Enrolment: trades the pairing token that staff made at the fleet desk for this terminal's identity, once."""

from pathlib import Path

from backend_client import certificate, identity
from backend_client.client import ask_enrolment
from backend_client.courier import software_version
from backend_client.identity import Identity
from backend_client.line import OfficeLine
from domain.clock import Clock
from domain.wire.v1 import EnrolmentRequest


def enrol(state_dir: Path, line: OfficeLine, token: str, clock: Clock) -> Identity:
    """Enrol this terminal and return who it is.

    Asked again with the same token after a lost answer, the office answers the same. Raises
    :class:`backend_client.identity.IdentityExists`, :class:`domain.failures.KnownFailure`,
    :class:`backend_client.certificate.CertificateUnfit`.
    """
    key = identity.prepare_key(state_dir)
    pending = state_dir / identity.PENDING
    request = EnrolmentRequest(
        pairing_token=token,
        public_key=identity.public_key_text(key),
        software_version=software_version(),
        certificate_request=certificate.make_request(pending),
    )
    answer = ask_enrolment(line, request, clock)
    if answer.certificate is not None:
        certificate.keep(pending, answer.certificate)
    return identity.keep_answer(state_dir, answer)
