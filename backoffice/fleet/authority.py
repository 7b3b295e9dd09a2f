"""The office's private authority for terminals: issues client certificates, says which were revoked.

Key and certificate lie in one file of `keys_dir`, made when first needed. It signs nothing but terminals and their list.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from backoffice.retention.durable_files import sync_folder, written_beside

FILE = "terminal-authority.pem"  # private key, then certificate
NAME = "Terminal authority"
YEARS_VALID = 20
CURVES = (ec.SECP256R1, ec.SECP384R1)
BEFORE = timedelta(hours=1)  # a terminal's clock may be a little behind


class RequestRefused(ValueError):
    """No signing request, not signed by its own key, or a key of another sort."""


@dataclass(frozen=True)
class Issued:
    """A new certificate."""

    pem: str
    fingerprint: str
    serial: str
    issued_at: datetime
    expires_at: datetime


class TerminalAuthority:
    """The authority whose file lies in `keys_dir`; `now` dates it when it is made here."""

    def __init__(self, keys_dir: Path, now: datetime) -> None:
        path = keys_dir / FILE
        if not path.exists():
            _make_once(path, now)
        content = path.read_bytes()
        key = serialization.load_pem_private_key(content, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{FILE} has no key on an elliptic curve")  # noqa: TRY004 - the file is wrong, not its caller
        self._key = key
        self._certificate = x509.load_pem_x509_certificate(content)

    @property
    def pem(self) -> str:
        """The authority's certificate, by which a proxy knows terminals."""
        return self._certificate.public_bytes(serialization.Encoding.PEM).decode()

    def issue(self, request_pem: str, terminal_id: str, now: datetime, days: int) -> Issued:
        """Issue a certificate for `terminal_id`, whatever name the request carries; raises :class:`RequestRefused`."""
        request = _read_request(request_pem)
        expires_at = (now + timedelta(days=days)).replace(microsecond=0)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, terminal_id)]))
            .issuer_name(self._certificate.subject)
            .public_key(request.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - BEFORE)
            .not_valid_after(expires_at)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        made = builder.sign(self._key, hashes.SHA256())
        pem = made.public_bytes(serialization.Encoding.PEM).decode()
        return Issued(pem, fingerprint_of(made), f"{made.serial_number:x}", now, expires_at)

    def revocation_list(self, revoked: Iterable[tuple[str, datetime]], now: datetime, days: int) -> str:
        """Return the list of revoked serials (hex) with their moments, PEM, good for `days`."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._certificate.subject)
            .last_update(now - BEFORE)
            .next_update(now + timedelta(days=days))
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        for serial, moment in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(moment).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def fingerprint_of(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate, hex."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def _read_request(pem: str) -> x509.CertificateSigningRequest:
    try:
        request = x509.load_pem_x509_csr(pem.encode())
        key = request.public_key()
        sound = request.is_signature_valid
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise RequestRefused from None
    if not sound or not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, CURVES):
        raise RequestRefused
    return request


def _make_once(path: Path, now: datetime) -> None:
    """Make key and certificate once, even when two processes come here together."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    own = written_beside(path, private + _own_certificate(key, now))
    try:
        os.link(own, path)  # fails where another process was first: its key counts
    except FileExistsError:
        pass
    finally:
        own.unlink()
    sync_folder(path.parent)


def _own_certificate(key: ec.EllipticCurvePrivateKey, now: datetime) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS_VALID))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def _usage(*, signs_certificates: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
