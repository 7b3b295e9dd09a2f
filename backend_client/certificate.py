"""The client certificate that this terminal presents to the office's proxy: key and certificate in one file.

The key is made here and never leaves; the office's authority issues. A third of its life before the end a fresh key asks for
the next one; the office takes both until it was shown the new one.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from backend_client.durable_files import write_whole
from backend_client.identity import FOLDER
from domain.clock import Clock

FILE = "client.pem"
NEXT_KEY = "client.next.key"
LAST_PART = 3  # renewed when less than a third of its life is left


class CertificateUnfit(ValueError):
    """What came is no certificate for the key that asked."""


@dataclass(frozen=True)
class Presented:
    """A certificate as it lies here."""

    path: Path
    fingerprint: str
    begins_at: datetime
    expires_at: datetime

    def is_due(self, now: datetime) -> bool:
        """Tell whether the next one is to be asked for."""
        return self.expires_at - now < (self.expires_at - self.begins_at) / LAST_PART

    def days_left(self, now: datetime) -> int:
        """Return whole days until it ends, negative afterwards."""
        return (self.expires_at - now).days


def make_request(folder: Path) -> str:
    """Return a signing request (PEM) of a fresh key, which waits in `folder`; raises :class:`OSError`."""
    key = ec.generate_private_key(ec.SECP256R1())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(folder / NEXT_KEY, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "terminal")])  # the office writes the name it knows
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return request.public_bytes(Encoding.PEM).decode()


def keep(folder: Path, pem: str) -> None:
    """Make the waiting key and its certificate the ones that are presented.

    Raises :class:`CertificateUnfit` when they do not belong together, :class:`OSError`.
    """
    private = (folder / NEXT_KEY).read_bytes()
    try:
        belongs = load_pem_private_key(private, None).public_key() == x509.load_pem_x509_certificate(pem.encode()).public_key()
    except ValueError:
        raise CertificateUnfit from None
    if not belongs:
        raise CertificateUnfit
    write_whole(folder / FILE, private + pem.encode())
    (folder / NEXT_KEY).unlink()


class CertificateFolder:
    """Where this terminal's certificate lies; read anew at every use, for the courier renews it."""

    def __init__(self, state_dir: Path, clock: Clock) -> None:
        self._folder = state_dir / FOLDER
        self._clock = clock

    @property
    def folder(self) -> Path:
        """The folder of the identity."""
        return self._folder

    def find(self) -> Presented | None:
        """Return what lies there; None when nothing does, or something damaged."""
        path = self._folder / FILE
        try:
            certificate = x509.load_pem_x509_certificate(path.read_bytes())
        except (OSError, ValueError):
            return None
        return Presented(
            path,
            certificate.fingerprint(hashes.SHA256()).hex(),
            certificate.not_valid_before_utc,
            certificate.not_valid_after_utc,
        )

    def to_present(self) -> Path | None:
        """Return the file to present now: a certificate that has run out is worse than none, none can still be renewed."""
        found = self.find()
        return found.path if found and found.begins_at <= self._clock.now() < found.expires_at else None
