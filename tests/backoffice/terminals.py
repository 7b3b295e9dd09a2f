"""A terminal written by hand from RFC 9421, RFC 9530 and the wire forms.

It is a second reading: a mistake of the real terminal or of the office shows as a disagreement.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from fastapi import FastAPI

from backoffice.fleet import services
from backoffice.fleet.terminal_api import create_terminal_app
from backoffice.office import SYSTEM, Office
from domain import numbers
from domain.wire import v1, v1_faces

COVERED = ("@method", "@path", "content-digest")


@dataclass
class HandMadeTerminal:
    """One terminal; every part of what it signs can be bent."""

    http: httpx.Client
    office: Office
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    terminal_id: str = ""
    terminal_number: int = 0
    sealing_key: v1.SealingKey | None = None
    face_key: v1.SealingKey | None = None

    def enrol(self, token: str | None = None) -> httpx.Response:
        response = self.http.post("/terminal/v1/enrol", json=self.enrolment(token or pairing_token(self.office)))
        if response.status_code == 200:
            answer = v1.EnrolmentAnswer.model_validate_json(response.content)
            self.terminal_id, self.terminal_number = answer.terminal_id, answer.terminal_number
            self.sealing_key, self.face_key = answer.sealing_key, answer.face_key
        return response

    def enrolment(self, token: str) -> dict[str, str]:
        public = base64.b64encode(self.key.public_key().public_bytes_raw()).decode()
        return {"pairing_token": token, "public_key": public, "software_version": "1.0"}

    def post(self, path: str, message: Any, key: UUID | str | None = None, **bent: Any) -> httpx.Response:
        """Post `message` (bytes go as they are), signed; `bent` replaces parts of the signature."""
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        headers = {"Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = str(key)
        headers |= self.signature(path, body, key=key, **bent)
        return self.http.post(path, content=body, headers=headers)

    def signature(
        self,
        path: str,
        body: bytes,
        *,
        key: UUID | str | None = None,
        created: float | None = None,
        nonce: str | None = None,
        covered: tuple[str, ...] | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """Return the three header fields of RFC 9421 and RFC 9530."""
        if covered is None:
            covered = COVERED if key is None else (*COVERED, "idempotency-key")
        digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        values = {"@method": "POST", "@path": path, "content-digest": digest, "idempotency-key": str(key)}
        told = {
            "created": str(int(created if created is not None else self.office.clock.now().timestamp())),
            "keyid": f'"{self.terminal_id}"',
            "nonce": f'"{nonce or secrets.token_hex(8)}"',
            **(parameters or {}),
        }
        listed = " ".join(f'"{name}"' for name in covered)
        params = f"({listed})" + "".join(f";{name}={value}" for name, value in told.items() if value)
        base = "\n".join([*(f'"{name}": {values[name]}' for name in covered), f'"@signature-params": {params}'])
        signature = base64.b64encode(self.key.sign(base.encode())).decode()
        return {"Content-Digest": digest, "Signature-Input": f"kiosk={params}", "Signature": f"kiosk=:{signature}:"}

    def heartbeat(self, **changes: Any) -> dict[str, Any]:
        return {
            "software_version": "1.0",
            "sent_at": self.office.clock.now().isoformat(),
            "devices": {"id_card_reader": "online"},
            "outbox_depth": 0,
            "outbox_oldest_seconds": 0,
            "outbox_dead": 0,
            **changes,
        }

    def sealed(
        self,
        body: v1.ApplicationBody,
        *,
        envelope: Mapping[str, Any] | None = None,
        plain: bytes | None = None,
        info: bytes | None = None,
        key: v1.SealingKey | None = None,
    ) -> dict[str, Any]:
        """Seal `body` as this terminal's; every part can be bent."""
        key = key or self.sealing_key
        assert key is not None
        own = body.model_copy(update={"terminal_id": self.terminal_id})
        public = X25519PublicKey.from_public_bytes(base64.b64decode(key.public_key))
        told = info or v1.associated_info(own.number, own.service, self.terminal_id, key.key_id)
        suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        sealed = suite.encrypt(plain if plain is not None else own.model_dump_json().encode(), public, told)
        return {
            "wire_version": 1,
            "number": own.number,
            "service": own.service.value,
            "confirmed_at": own.confirmed_at.isoformat(),
            "lodged_at": own.confirmed_at.isoformat(),
            "key_id": key.key_id,
            "sealed": base64.b64encode(sealed).decode(),
            "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
            **(envelope or {}),
        }

    def sealed_faces(self, body: v1.ApplicationBody, pictures: list[bytes], **bent: Any) -> dict[str, Any]:
        """Seal live pictures beside `body`; parts of the result can be bent."""
        assert self.face_key is not None
        shown = [base64.b64encode(picture).decode() for picture in pictures]
        faces = v1_faces.FaceBody(number=body.number, terminal_id=self.terminal_id, taken_at=body.confirmed_at, pictures=shown)
        public = X25519PublicKey.from_public_bytes(base64.b64decode(self.face_key.public_key))
        told = v1_faces.associated_face_info(body.number, body.service, self.terminal_id, self.face_key.key_id)
        suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        sealed = suite.encrypt(faces.model_dump_json().encode(), public, told)
        return {
            "key_id": self.face_key.key_id,
            "sealed": base64.b64encode(sealed).decode(),
            "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
            **bent,
        }

    def number(self, running: int, day: datetime) -> str:
        return numbers.allot(day.date(), self.terminal_number, running)


def interface(office: Office) -> FastAPI:
    """Return the terminal API where it is mounted."""
    app = FastAPI(openapi_url=None)
    app.mount("/terminal", create_terminal_app(office))
    return app


def pairing_token(office: Office) -> str:
    with office.writing(SYSTEM) as work:
        return services.make_pairing_token(work, "测试商场一楼", "Test Mall, ground floor").token


def problem(response: httpx.Response) -> tuple[int, str]:
    """Return status and code of a problem, after checking its form."""
    told = v1.Problem.model_validate_json(response.content)
    assert response.headers["content-type"] == "application/json"
    assert v1.OFFICE_TIME_HEADER in response.headers
    return response.status_code, told.code
