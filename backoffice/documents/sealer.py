"""Signs finished papers with the office's key: PAdES B-B by pyHanko. The port takes other seals (国密电子签章) later."""

import io
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from asn1crypto import keys as asn1_keys  # type: ignore[import-untyped]  # the package has no types
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from backoffice.retention.durable_files import write_durably

FIELD = "OfficeSeal"
FILE = "documents.pem"  # private key, then certificate; production puts those of its authority there
YEARS_VALID = 10


class DocumentSealer(Protocol):
    """Signs a finished PDF."""

    def seal(self, pdf: bytes, moment: datetime) -> bytes:
        """Return the PDF with the office's signature, dated `moment`."""
        ...


class PadesSealer:
    """PAdES B-B with a key of the office's own, made when first needed."""

    def __init__(self, keys_dir: Path, name: str) -> None:
        self._path = keys_dir / FILE
        self._name = name
        self._signer: signers.SimpleSigner | None = None

    def seal(self, pdf: bytes, moment: datetime) -> bytes:
        """Return the PDF with the office's signature, dated `moment`."""
        meta = signers.PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, name=self._name
        )
        signer = _DatedSigner(meta, self._find_signer(moment), new_field_spec=fields.SigFieldSpec(FIELD))
        signer.moment = moment
        signed = io.BytesIO()
        # pyHanko runs an event loop of its own, which no thread that has one already can: a thread of its own has none.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(signer.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(pdf)), output=signed).result()
        return signed.getvalue()

    def certificate(self, moment: datetime) -> asn1_x509.Certificate:
        """Return the certificate that a verifier trusts."""
        found: asn1_x509.Certificate = self._find_signer(moment).signing_cert
        return found

    def _find_signer(self, moment: datetime) -> signers.SimpleSigner:
        if self._signer is None:
            if not self._path.exists():
                _make_once(self._path, self._name, moment)
            self._signer = _load(self._path.read_bytes())
        return self._signer


class _DatedSigner(signers.PdfSigner):
    """Signs at the office's time: only the house's clock says what time it is."""

    moment: datetime

    def init_signing_session(self, *arguments: Any, **named: Any) -> PdfSigningSession:
        session = super().init_signing_session(*arguments, **named)
        session.system_time = self.moment
        return session


def count_sheets(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    return int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"])


def _load(pem: bytes) -> signers.SimpleSigner:
    key = serialization.load_pem_private_key(pem, None)
    plain = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate = x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(plain),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # has no types
    )


def _make_once(path: Path, name: str, moment: datetime) -> None:
    """Make key and certificate once, even when two processes come here together."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    own = path.with_name(f"{FILE}.{secrets.token_hex(8)}")
    write_durably(own, private + _certificate(key, name, moment))
    try:
        os.link(own, path)  # fails where another process was first: its key counts
    except FileExistsError:
        pass
    finally:
        own.unlink()


def _certificate(key: ec.EllipticCurvePrivateKey, name: str, moment: datetime) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=365 * YEARS_VALID))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def _usage() -> x509.KeyUsage:
    """For signatures that cannot be denied, and for nothing else."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
