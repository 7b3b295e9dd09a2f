"""The second factor: codes of six digits that change every thirty seconds (TOTP, RFC 6238).

The secret lies sealed in the database under `keys/second-factor.key`. A code is good in its own step and the ones beside it,
and only once: the step that was used last is kept, and moved on in one statement, so that two requests at the same moment
cannot both use one code.
"""

import hmac
import secrets
from collections.abc import Iterator
from datetime import datetime

import pyotp
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import or_, update

from backoffice.office import Office, Work
from backoffice.retention.vault import NONCE_BYTES, find_or_make_key
from backoffice.staff.models import Staff

STEP_SECONDS = 30
AROUND = 1  # steps: clocks differ, and people type slowly
DIGITS = 6
ISSUER = "CQ Traffic Office"  # short and plain: the QR code stays coarse


def is_due(office: Office, staff: Staff) -> bool:
    """Tell whether `staff` must have a second factor and has none yet."""
    return office.settings.sign_in.second_factor and staff.second_factor is None


def is_asked(office: Office, staff: Staff) -> bool:
    """Tell whether a code belongs to a sign-in of `staff`."""
    return office.settings.sign_in.second_factor and staff.second_factor is not None


def prepare(work: Work, staff: Staff) -> None:
    """Make a new secret that counts once :func:`confirm` has seen a code of it; the one in use stays until then."""
    staff.second_factor_next = _seal(work.office, staff, pyotp.random_base32())


def prepared_secret(office: Office, staff: Staff) -> str | None:
    """Return the secret that waits for its first code."""
    return _open(office, staff, staff.second_factor_next) if staff.second_factor_next is not None else None


def address_of(office: Office, staff: Staff, secret: str) -> str:
    """Return what an authenticator reads from the QR code."""
    issuer = ISSUER + (" SAMPLE" if office.settings.is_sandbox else "")
    return pyotp.TOTP(secret).provisioning_uri(name=staff.username, issuer_name=issuer)


def confirm(work: Work, staff: Staff, code: str) -> bool:
    """Put the prepared secret into use when `code` is one of its codes."""
    secret = prepared_secret(work.office, staff)
    step = next(_fitting(secret, code, work.now), None) if secret is not None else None
    if step is None:
        return False
    staff.second_factor, staff.second_factor_next = staff.second_factor_next, None
    staff.second_factor_step, staff.second_factor_since = step, work.now
    return True


def take(work: Work, staff: Staff, code: str) -> bool:
    """Tell whether `code` is right and was not used before; from now on it is."""
    if staff.second_factor is None:
        return False
    return any(_use(work, staff, step) for step in _fitting(_open(work.office, staff, staff.second_factor), code, work.now))


def equip(work: Work, staff: Staff) -> str:
    """Give `staff` a second factor without asking for a code, and return its secret: for the sandbox's clerks."""
    secret = pyotp.random_base32()
    staff.second_factor, staff.second_factor_next = _seal(work.office, staff, secret), None
    staff.second_factor_step, staff.second_factor_since = None, work.now
    return secret


def forget(staff: Staff) -> None:
    """Take the second factor away; the next sign-in sets up another one."""
    staff.second_factor = staff.second_factor_next = staff.second_factor_step = staff.second_factor_since = None


def _use(work: Work, staff: Staff, step: int) -> bool:
    older = or_(Staff.second_factor_step.is_(None), Staff.second_factor_step < step)
    moved = update(Staff).where(Staff.id == staff.id, older).values(second_factor_step=step).returning(Staff.id)
    return work.session.scalar(moved) is not None


def _fitting(secret: str, code: str, now: datetime) -> Iterator[int]:
    """Return the steps around `now` whose code this is."""
    typed = "".join(code.split())
    present = int(now.timestamp()) // STEP_SECONDS
    codes = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    for step in range(present - AROUND, present + AROUND + 1):
        if hmac.compare_digest(codes.generate_otp(step).encode(), typed.encode()):
            yield step


def _seal(office: Office, staff: Staff, secret: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(office).encrypt(nonce, secret.encode(), _purpose(staff))


def _open(office: Office, staff: Staff, sealed: bytes) -> str:
    return _cipher(office).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _purpose(staff)).decode()


def _cipher(office: Office) -> AESGCM:
    return AESGCM(find_or_make_key(office.settings.keys_dir / "second-factor.key"))


def _purpose(staff: Staff) -> bytes:
    return f"second-factor:{staff.username}".encode()
