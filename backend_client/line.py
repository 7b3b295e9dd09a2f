"""One signed request to the office and its answer: strict time limits, no redirects, nothing taken from the environment."""

import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import requests
from pydantic import BaseModel

from backend_client.address import checked_address
from backend_client.deadline import DeadlineAdapter
from backend_client.signing import RequestSigner
from domain.failures import FailureCode, KnownFailure

LARGEST_ANSWER = 768 * 1024  # bytes; the longest message of the office is one photograph in base64
CERTIFICATE_NOT_YET_VALID = 9  # X509_V_ERR_CERT_NOT_YET_VALID
CERTIFICATE_HAS_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED


@dataclass(frozen=True)
class Limits:
    """Seconds: to be connected, and for the whole answer."""

    connect: float
    answer: float


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    body: bytes = field(repr=False)
    content_type: str
    headers: Mapping[str, str] = field(repr=False)


class OfficeLine:
    """Posts messages to one office. Not thread-safe: one per thread."""

    def __init__(
        self,
        url: str,
        limits: Limits,
        ca_file: Path | None = None,
        certificate: Callable[[], Path | None] = lambda: None,
    ) -> None:
        """`certificate` names the file with key and client certificate to present over https, or None."""
        self._url = checked_address(url)
        self._limits = limits
        self._certificate = certificate
        self._session = requests.Session()
        self._session.trust_env = False  # no proxies, no .netrc, no other authorities
        self._session.verify = str(ca_file) if ca_file else True
        self._transport = DeadlineAdapter()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, self._transport)
        self._session.headers.update({"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"})

    def post(
        self, path: str, message: BaseModel, signer: RequestSigner | None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Post `message` and return the answer.

        Raises :class:`KnownFailure`: ``network_down`` when nobody answered in time, ``clock_wrong`` when the office's
        certificate is not valid at this terminal's time.
        """
        body = message.model_dump_json().encode()
        request = self._session.prepare_request(
            requests.Request(
                "POST", self._url + path, data=body, headers={"Content-Type": "application/json", **(headers or {})}
            )
        )
        if signer:
            signer.sign(request, body)
        try:
            return self._exchange(request)
        except requests.RequestException as error:
            raise KnownFailure(_failure(error)) from error

    def close(self) -> None:
        """Give the sockets back."""
        self._session.close()

    def _exchange(self, request: requests.PreparedRequest) -> Answer:
        timeouts = (self._limits.connect, self._limits.answer)
        certificate = self._certificate() if self._url.startswith("https:") else None
        shown = str(certificate) if certificate else None
        with (
            self._transport.ending_after(self._limits.connect + self._limits.answer),
            self._session.send(request, timeout=timeouts, allow_redirects=False, stream=True, cert=shown) as response,
        ):
            body = b"".join(_pieces(response))
            return Answer(response.status_code, body, response.headers.get("Content-Type", ""), response.headers)


def _pieces(response: requests.Response) -> Iterator[bytes]:
    size = 0
    for piece in response.iter_content(4096):
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise requests.exceptions.ContentDecodingError("answer too long")
        yield piece


def _failure(error: BaseException) -> FailureCode:
    """Tell a wrong clock from a missing network: a certificate that is valid at another time."""
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code in {
            CERTIFICATE_NOT_YET_VALID,
            CERTIFICATE_HAS_EXPIRED,
        }:
            return FailureCode.CLOCK_WRONG
    return FailureCode.NETWORK_DOWN


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and everything it came from; urllib3 keeps causes in `args` and `reason` as well."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        item = waiting.pop()
        if not isinstance(item, BaseException) or id(item) in seen:
            continue
        seen.add(id(item))
        yield item
        waiting += [item.__cause__, item.__context__, getattr(item, "reason", None), *item.args]
