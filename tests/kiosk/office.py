"""An office of one key: what a terminal must know to be enrolled, and the means to open what it seals."""

import base64
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend_client.identity import Identity, keep_answer, prepare_key
from backend_client.sealing import suite
from domain.clock import SHANGHAI
from domain.services import ServiceSlug
from domain.wire.v1 import ApplicationBody, EnrolmentAnswer, SealingKey, associated_info
from domain.wire.v1_faces import FaceBody, associated_face_info

KEY_ID = "office-1"
FACE_KEY_ID = "faces-1"


class OneKeyOffice:
    """Enrols a terminal on disk and opens its bodies."""

    def __init__(self) -> None:
        self._key = X25519PrivateKey.generate()

    def enrol(self, state_dir: Path, *, keeps_faces: bool = False) -> Identity:
        state_dir.mkdir(parents=True, exist_ok=True)
        prepare_key(state_dir)
        public = base64.b64encode(self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
        return keep_answer(
            state_dir,
            EnrolmentAnswer(
                terminal_id="T0001",
                terminal_number=1,
                place_zh="渝中区解放碑",
                place_en="Jiefangbei",
                sealing_key=SealingKey(key_id=KEY_ID, public_key=public),
                face_key=SealingKey(key_id=FACE_KEY_ID, public_key=public) if keeps_faces else None,
                office_time=datetime(2026, 11, 22, 14, 0, tzinfo=SHANGHAI),
            ),
        )

    def open(self, number: str, sealed: bytes) -> ApplicationBody:
        info = associated_info(number, ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS, "T0001", KEY_ID)
        return ApplicationBody.model_validate_json(suite().decrypt(sealed, self._key, info))

    def open_faces(self, number: str, sealed: bytes) -> FaceBody:
        info = associated_face_info(number, ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS, "T0001", FACE_KEY_ID)
        return FaceBody.model_validate_json(suite().decrypt(sealed, self._key, info))
