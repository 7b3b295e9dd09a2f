"""What the acquirer's response codes mean to a citizen: `config/response_codes.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

OTHER = "bank_refused"


@dataclass(frozen=True)
class ResponseCodes:
    """Field 39 → the last word of ``pay.reason.<reason>``."""

    reasons: Mapping[str, str]

    def reason(self, code: str) -> str:
        """Return the reason of a code; one that nobody knows is the bank's refusal, never a success."""
        return self.reasons.get(code, OTHER)


def parse_response_codes(text: str) -> ResponseCodes:
    """Parse the table; raises :class:`ValueError` for a code that is named twice."""
    reasons: dict[str, str] = {}
    for reason, row in tomllib.loads(text).items():
        for code in row["codes"]:
            if code in reasons:
                raise ValueError(f"response code {code} is named twice")
            reasons[code] = reason
    return ResponseCodes(reasons)
