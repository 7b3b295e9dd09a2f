"""Names of the offices that issue licences 发证机关, by the beginning of the archive number 档案编号."""

import tomllib
from collections.abc import Mapping


class Issuers:
    """Looks an issuing office up; the longest prefix wins."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)

    def name_of(self, archive_number: str) -> str:
        """Return the office's name, empty when the prefix is not in the table."""
        prefixes = [prefix for prefix in self._names if archive_number.startswith(prefix)]
        return self._names[max(prefixes, key=len)] if prefixes else ""


def parse_issuers(text: str) -> Issuers:
    """Parse `config/issuers.toml`."""
    return Issuers({row["prefix"]: row["name"] for row in tomllib.loads(text)["issuer"]})
