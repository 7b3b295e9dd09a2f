"""临时行驶车号牌: a paper of its own, made as soon as the registry gives the number: it bridges the days until the plates come.

The citizen prints it at a terminal under 我的申请; the new plates follow by post (公安部令第164号 §51: at most fifteen days).
"""

from backoffice.documents.store import Document
from backoffice.documents.words import PaperWords
from backoffice.office import Office
from backoffice.registry.orders import Reissue
from backoffice.review.comparison import Given

NAME = "temporary_plate"


def make_temporary_plate(office: Office, given: Given, made: Reissue) -> Document | None:
    """Return the signed paper; None where no temporary plate was asked for. Raises :class:`LookupError` without the vehicle."""
    if made.temporary_plate is None or made.temporary_until is None:
        return None
    if given.vehicle is None:
        raise LookupError(given.body.number)
    words = PaperWords(office)
    data = {
        **words.common(given.body, "title_temporary_plate", office.settings.documents.agency),
        "temporary_plate": made.temporary_plate,
        "valid_from": words.day(made.issued_on),
        "valid_until": words.day(made.temporary_until),
        "plate": given.vehicle.plate,
        "plate_kind": words.plate_kind(given.vehicle.plate_kind),
        "vin": given.vehicle.vin or words("none"),
        "model": given.vehicle.model or words("none"),
        "issued_on": words.day(made.issued_on),
    }
    paper = office.press.make(NAME, data, office.clock.now())
    return Document(NAME, NAME, paper.sheets, paper.pdf)
