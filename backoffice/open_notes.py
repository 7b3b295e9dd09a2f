"""Notes that are kept in the open, not sealed with a case: they may not name anybody by number."""

import re

from stdnum import luhn

from backoffice.refusals import Reason, Refused

ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
CARD_NUMBER = re.compile(r"(?<!\d)\d{13,19}(?!\d)")


def checked_note(note: str, longest: int) -> str:
    """Return the sentence on one line, at most `longest` characters; raises Refused(note_missing, note_names_somebody)."""
    told = " ".join(note.split())[:longest]
    if not told:
        raise Refused(Reason.NOTE_MISSING)
    cards = (found.group() for found in CARD_NUMBER.finditer(told))
    if ID_NUMBER.search(told) or any(luhn.is_valid(card) for card in cards):
        raise Refused(Reason.NOTE_NAMES_SOMEBODY)
    return told
