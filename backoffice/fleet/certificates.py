"""Operations on terminals' client certificates: issue, judge what the proxy saw, rotate, revoke, list what was revoked."""

from urllib.parse import unquote

from cryptography import x509
from sqlalchemy import select, update

from backoffice.audit import services as audit
from backoffice.fleet.authority import Issued, TerminalAuthority, fingerprint_of
from backoffice.fleet.models import TerminalCertificate
from backoffice.office import Office, Work
from domain.wire.v1_fleet import ClientCertificate


class CertificateWrong(Exception):
    """The call did not come with a certificate of the terminal that signed it: none, foreign, revoked or expired."""


def issue(work: Work, terminal_id: str, request_pem: str) -> ClientCertificate:
    """Issue a certificate beside those that there are; raises :class:`backoffice.fleet.authority.RequestRefused`."""
    office = work.office
    made = authority_of(office).issue(request_pem, terminal_id, work.now, office.settings.fleet.certificate_days)
    work.session.add(_row(terminal_id, made))
    audit.record(work, "terminal.certificate_issued", subject=terminal_id)
    return ClientCertificate(certificate=made.pem, expires_at=made.expires_at)


def authority_of(office: Office) -> TerminalAuthority:
    """Return the office's authority for terminals, made when there is none yet."""
    return TerminalAuthority(office.settings.keys_dir, office.clock.now())


def judge(work: Work, terminal_id: str, shown: str | None) -> str:
    """Return the fingerprint of the certificate that the proxy passed on (escaped PEM); raises :class:`CertificateWrong`."""
    try:
        fingerprint = fingerprint_of(x509.load_pem_x509_certificate(unquote(shown or "").encode()))
    except ValueError:
        raise CertificateWrong from None
    row = work.session.get(TerminalCertificate, fingerprint)
    if row is None or row.terminal_id != terminal_id or row.revoked_at is not None or row.expires_at <= work.now:
        raise CertificateWrong
    return fingerprint


def used(work: Work, terminal_id: str, fingerprint: str | None) -> None:
    """Hear which certificate a terminal presents: when it is a new one, those before it end."""
    row = work.session.get(TerminalCertificate, fingerprint) if fingerprint else None
    if row is None or row.terminal_id != terminal_id or row.first_used_at is not None or row.revoked_at is not None:
        return
    row.first_used_at = work.now
    older = (
        update(TerminalCertificate)
        .where(TerminalCertificate.terminal_id == terminal_id, TerminalCertificate.issued_at <= row.issued_at)
        .where(TerminalCertificate.fingerprint != row.fingerprint)
        .where(TerminalCertificate.revoked_at.is_(None))
    )
    work.session.execute(older.values(revoked_at=work.now))
    audit.record(work, "terminal.certificate_used", subject=terminal_id)


def revoke_all(work: Work, terminal_id: str) -> None:
    """End every certificate of a terminal: at once here, at the proxy with its next list."""
    mine = update(TerminalCertificate).where(TerminalCertificate.terminal_id == terminal_id)
    work.session.execute(mine.where(TerminalCertificate.revoked_at.is_(None)).values(revoked_at=work.now))


def newest(work: Work, terminal_id: str) -> TerminalCertificate | None:
    """Return the newest certificate of a terminal that was not revoked."""
    mine = select(TerminalCertificate).where(
        TerminalCertificate.terminal_id == terminal_id, TerminalCertificate.revoked_at.is_(None)
    )
    return work.session.scalars(mine.order_by(TerminalCertificate.issued_at.desc())).first()


def revocation_list(work: Work) -> str:
    """Return the list of certificates that were revoked and have not expired, PEM."""
    ended = select(TerminalCertificate.serial, TerminalCertificate.revoked_at).where(
        TerminalCertificate.revoked_at.is_not(None), TerminalCertificate.expires_at > work.now
    )
    rows = [(serial, moment) for serial, moment in work.session.execute(ended) if moment is not None]
    return authority_of(work.office).revocation_list(rows, work.now, work.office.settings.fleet.crl_days)


def _row(terminal_id: str, made: Issued) -> TerminalCertificate:
    return TerminalCertificate(
        fingerprint=made.fingerprint,
        terminal_id=terminal_id,
        serial=made.serial,
        issued_at=made.issued_at,
        expires_at=made.expires_at,
    )
