"""What terminals send, made beforehand: applications with pictures, sealed, signed, written to the last byte of HTTP.

The sender then only writes to a socket and reads the answer, so that it takes little of the cores it shares with the office.
"""

import base64
import io
import random
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import uuid4

import requests
from PIL import Image

from backend_client.client import APPLICATIONS
from backend_client.identity import Identity
from backend_client.sealing import seal, seal_faces
from backend_client.signing import IDEMPOTENCY_KEY, RequestSigner
from domain import numbers
from domain.addresses import AddressSource
from domain.clock import SystemClock
from domain.faces import FaceDecision, IdentityCheck, ReferenceKind
from domain.people import DocumentKind, Sex
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire import v1, v1_faces

PICTURE_BYTES = 60_000
SIZE = (640, 480)
ANSWER_S = 60.0
SERVICE = ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS


@dataclass(frozen=True)
class Lodging:
    """One request, ready to be sent. `number` names the application, `key` makes it one."""

    number: str
    raw: bytes = field(repr=False)


@dataclass(frozen=True)
class Sent:
    """How one request went: status, seconds, and after how many seconds it may be sent again (0: nothing was said)."""

    status: int
    seconds: float
    retry_after: float = 0.0


def picture(seed: int) -> str:
    """Return a JPEG of about sixty kilobytes, base64: a face is smooth with a little noise."""
    rng = random.Random(seed)  # noqa: S311 - draws, guards nothing
    rough = Image.frombytes("RGB", (160, 120), rng.randbytes(160 * 120 * 3)).resize(SIZE, Image.Resampling.BICUBIC)
    for quality in range(95, 20, -5):
        out = io.BytesIO()
        rough.save(out, "JPEG", quality=quality)
        if out.tell() <= PICTURE_BYTES * 1.1:
            break
    return base64.b64encode(out.getvalue()).decode()


class Writer:
    """Writes the applications of one terminal."""

    def __init__(self, identity: Identity, pictures: Sequence[str], *, as_attachments: bool = False) -> None:
        self._identity = identity
        self._pictures = list(pictures)
        self._as_attachments = as_attachments
        self._running = 0
        self._signer = RequestSigner(identity.terminal_id, identity.signing_key, SystemClock())

    def write(self, *, lodged: timedelta = timedelta(), headers: Iterable[tuple[str, str]] = ()) -> Lodging:
        """Return one more; `lodged` ago it was confirmed. Good for five minutes: then its signature is too old."""
        self._running += 1
        now = SystemClock().now()
        number = numbers.allot(now.date(), self._identity.terminal_number, self._running)
        message = self._sealed(number, now - lodged)
        content = message.model_dump_json().encode()
        told = {"Content-Type": "application/json", IDEMPOTENCY_KEY: str(uuid4()), **dict(headers)}
        request = requests.Request("POST", f"http://office{APPLICATIONS}", data=content, headers=told).prepare()
        self._signer.sign(request, content)
        lines = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        return Lodging(number, f"POST {APPLICATIONS} HTTP/1.1\r\nHost: office\r\n{lines}\r\n".encode() + content)

    def _sealed(self, number: str, confirmed_at: datetime) -> v1.SealedApplication:
        body = application(number, self._identity.terminal_id, confirmed_at)
        faces: v1_faces.SealedFaces | None = None
        if self._as_attachments:
            shown = [v1.Attachment(kind=f"paper_{place}", jpeg=one) for place, one in enumerate(self._pictures)]
            body = body.model_copy(update={"attachments": shown})
        elif self._identity.face_key:
            live = v1_faces.FaceBody(
                number=number, terminal_id=self._identity.terminal_id, taken_at=confirmed_at, pictures=self._pictures
            )
            shut = seal_faces(live, SERVICE, self._identity.face_key)
            faces = v1_faces.SealedFaces(
                key_id=shut.key_id, sealed=base64.b64encode(shut.sealed).decode(), sealed_sha256=shut.sha256
            )
        sealed = seal(body, self._identity.sealing_key)
        return v1.SealedApplication(
            number=number,
            service=SERVICE,
            confirmed_at=confirmed_at,
            lodged_at=confirmed_at,
            key_id=sealed.key_id,
            sealed=base64.b64encode(sealed.sealed).decode(),
            sealed_sha256=sealed.sha256,
            faces=faces,
        )


def application(number: str, terminal_id: str, confirmed_at: datetime) -> v1.ApplicationBody:
    """Return an invented citizen's application."""
    return v1.ApplicationBody(
        number=number,
        service=SERVICE,
        terminal_id=terminal_id,
        confirmed_at=confirmed_at,
        visit_seconds=170,
        language=Language.ZH,
        applicant=_applicant(number),
        declaration={"kind": "loss", "reason": "lost"},
        delivery=v1.Delivery(
            source=AddressSource.ID_CARD,
            recipient="测试员",
            phone="13800138000",
            region_code="500103",
            text="重庆市渝中区虚构路7号",
        ),
        consents=[],
        signature=v1.Signature(strokes=[[(x * 37 % 10_000, x * 53 % 10_000, x * 8) for x in range(300)]]),
        identity_check=IdentityCheck.FACE,
        face=_face(confirmed_at),
        eligibility="eligible",
        fee_fen=0,
        order_id=None,
    )


def _applicant(number: str) -> v1.Applicant:
    return v1.Applicant(
        kind=DocumentKind.RESIDENT_ID_CARD,
        name="测试员",
        sex=Sex.FEMALE,
        nation="01",
        birth=date(1990, 1, 1),
        address="重庆市渝中区虚构路7号",
        number=f"50010319900101{int(number[-6:-2]):04d}",
        authority="虚构公安分局",
        valid_from=date(2020, 1, 1),
        valid_to=date(2040, 1, 1),
        photo=None,
        doubtful=False,
    )


def _face(checked_at: datetime) -> v1_faces.FaceCheck:
    return v1_faces.FaceCheck(
        decision=FaceDecision.MATCH,
        scores=[v1_faces.FaceScore(reference=ReferenceKind.REGISTRY, score=0.61, decision=FaceDecision.MATCH)],
        accept_at=0.42,
        review_from=0.36,
        engine="sface",
        calibration="sface-2026-11-22",
        challenge=["left", "right"],
        challenge_passed=True,
        tries=1,
        checked_at=checked_at,
    )


class Line:
    """One connection that is kept; opened anew where the office has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def send(self, raw: bytes) -> Sent:
        """Send one request and read its answer whole."""
        began = time.perf_counter()
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), ANSWER_S)
        self._socket.sendall(raw)
        head, closing = self._read()
        if closing:
            self.close()
        words = dict(line.split(": ", 1) for line in head.lower().split("\r\n")[1:] if ": " in line)
        return Sent(int(head.split(" ", 2)[1]), time.perf_counter() - began, float(words.get("retry-after", 0)))

    def close(self) -> None:
        """Give the socket back."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _read(self) -> tuple[str, bool]:
        assert self._socket is not None  # noqa: S101 - opened by the caller
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self._socket.recv(65536)
            if not piece:
                raise ConnectionError("the office closed the line without an answer")
            data += piece
        head, _, rest = data.partition(b"\r\n\r\n")
        text = head.decode("latin-1").lower()
        length = next((int(line.partition(":")[2]) for line in text.split("\r\n") if line.startswith("content-length:")), 0)
        while len(rest) < length:
            rest += self._socket.recv(65536)
        return head.decode("latin-1"), "connection: close" in text


def send_all(port: int, lodgings: Sequence[Lodging], connections: int) -> tuple[list[Sent], float]:
    """Send everything over so many connections at once; returns how each went, and the seconds for all."""
    waiting, sent = deque(lodgings), list[Sent]()

    def work() -> None:
        line = Line(port)
        with suppress(IndexError):
            while True:
                sent.append(line.send(waiting.popleft().raw))
        line.close()

    seconds = in_threads([work] * connections)
    return sent, seconds


def in_threads(works: Sequence[Callable[[], object]]) -> float:
    """Do everything at once; returns the seconds until the last was done. The first failure is raised."""
    with ThreadPoolExecutor(len(works)) as pool:
        began = time.perf_counter()
        for future in [pool.submit(work) for work in works]:
            future.result()
        return time.perf_counter() - began


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
