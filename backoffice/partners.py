"""HTTP to a partner (registry, post, SMS): bearer key, time limits, and honest failures. No personal data in errors or logs.

Nothing is retried here: callers keep their work in the database and come again, with the same idempotency key.
"""

from collections.abc import Mapping
from typing import Any

import requests

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
TEMPORARY = frozenset({408, 425, 429})
LARGEST_ANSWER = 4_000_000  # bytes; a registry photograph is far smaller


class PartnerFailure(Exception):
    """A partner did not do what was asked. Names the partner only."""

    def __init__(self, partner: str) -> None:
        super().__init__(partner)
        self.partner = partner


class PartnerDown(PartnerFailure):
    """No answer, a time-out, or 5xx: ask again later; whether it was done is unknown, the idempotency key decides."""


class PartnerRefused(PartnerFailure):
    """A definite no, or an answer that cannot be understood: asking the same again will not help; staff must look."""


class PartnerGarbled(PartnerRefused):
    """An answer that was understood as JSON, and cannot be true. `about`: which of the partner's registers gave it."""

    def __init__(self, partner: str, about: str = "") -> None:
        super().__init__(partner)
        self.about = about


class PartnerClient:
    """One partner's address and key."""

    def __init__(self, name: str, url: str, key: str) -> None:
        self._name = name
        self._url = url.rstrip("/")
        self._key = key

    def post(self, path: str, body: Mapping[str, object], idempotency_key: str | None = None) -> dict[str, Any]:
        """POST JSON and return the JSON object of the answer; raises :class:`PartnerDown` or :class:`PartnerRefused`."""
        extra = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return self._ask("POST", path, body, extra)

    def get(self, path: str) -> dict[str, Any]:
        """GET and return the JSON object of the answer; raises as :meth:`post`."""
        return self._ask("GET", path, None, {})

    def refuse(self, about: str = "") -> PartnerGarbled:
        """Return the failure for an answer whose content makes no sense; `about`: which register it came from."""
        return PartnerGarbled(self._name, about)

    def _ask(self, method: str, path: str, body: Mapping[str, object] | None, headers: Mapping[str, str]) -> dict[str, Any]:
        try:
            with requests.Session() as session:
                session.trust_env = False  # no proxy and no .netrc of the machine: the settings alone say who is asked
                response = session.request(
                    method,
                    self._url + path,
                    json=body,
                    headers={"Authorization": f"Bearer {self._key}", **headers},
                    timeout=(CONNECT_SECONDS, READ_SECONDS),
                    allow_redirects=False,
                )
        except requests.RequestException:
            # the library's exception carries the address asked for, and with it perhaps a waybill number
            raise PartnerDown(self._name) from None
        return self._understand(response)

    def _understand(self, response: requests.Response) -> dict[str, Any]:
        if response.status_code >= 500 or response.status_code in TEMPORARY:
            raise PartnerDown(self._name)
        if response.status_code not in (200, 201) or len(response.content) > LARGEST_ANSWER:
            raise PartnerRefused(self._name)
        try:
            answer = response.json()
        except requests.JSONDecodeError:
            raise PartnerRefused(self._name) from None
        if not isinstance(answer, dict):
            raise PartnerRefused(self._name)
        return answer
