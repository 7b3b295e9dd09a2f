"""Which applications a card offers: its own list first (PSE), else the names that we know one after the other."""

from dataclasses import dataclass

from payment.backends.built_in.emv.card import Card, CardRefused
from payment.backends.built_in.emv.tlv import TlvInvalid, flatten, is_constructed, parse

PSE = b"1PAY.SYS.DDF01"
MOST_RECORDS = 10


@dataclass(frozen=True)
class Candidate:
    """One application of the card. `label` is what the citizen chooses by."""

    name: bytes  # AID
    label: str
    priority: int  # 1 first; 15 when the card gives none


def find_applications(card: Card, accepted: tuple[bytes, ...]) -> list[Candidate]:
    """Return the applications that we accept, in the card's order; empty when there is none."""
    offered = _listed(card)
    if not offered:
        offered = [found for name in accepted if (found := _tried(card, name))]
    mutual = [one for one in offered if any(one.name.startswith(name) for name in accepted)]
    return sorted(mutual, key=lambda one: one.priority)


def _listed(card: Card) -> list[Candidate]:
    try:
        directory = flatten(card.select(PSE)).get("88") or b"\x01"
    except (CardRefused, TlvInvalid):
        return []
    found: list[Candidate] = []
    for number in range(1, MOST_RECORDS + 1):
        try:
            found += _entries(card.read_record(number, directory[0]))
        except (CardRefused, TlvInvalid):
            break
    return found


def _entries(data: bytes) -> list[Candidate]:
    """Return the entries (61) of a directory record (70)."""
    entries = []
    for tag, value in parse(data):
        if tag == "61":
            entries += [candidate] if (candidate := _candidate(flatten(value), "4F")) else []
        elif is_constructed(tag):
            entries += _entries(value)
    return entries


def _tried(card: Card, name: bytes) -> Candidate | None:
    try:
        return _candidate(flatten(card.select(name)), "84")
    except (CardRefused, TlvInvalid):
        return None


def _candidate(objects: dict[str, bytes], name_tag: str) -> Candidate | None:
    name = objects.get(name_tag)
    if not name:
        return None
    priority = objects.get("87", b"\x0f")[:1]
    label = (objects.get("50") or objects.get("9F12") or name.hex().upper().encode()).decode("ascii", "replace")
    return Candidate(name, label.strip(), (priority[0] & 0x0F or 0x0F) if priority else 0x0F)
