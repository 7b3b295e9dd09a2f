"""The pass on paper: 货车电子通行证, a signed PDF with the QR that officers scan."""

from backoffice.documents.drawings import qr_svg
from backoffice.documents.store import Document
from backoffice.documents.words import PaperWords
from backoffice.office import Office
from backoffice.passes.codes import PassPayload
from domain.texts import Language
from domain.wire.v1 import ApplicationBody

NAME = "truck_pass"


def make_pass_paper(office: Office, body: ApplicationBody, payload: PassPayload, text: str) -> Document:
    """Return the signed paper of one pass."""
    words, book = PaperWords(office), office.texts
    data = {
        **words.common(body, "title_truck_pass", office.settings.documents.agency),
        "pass_number": payload.number,
        "kind": book.get(f"document.pass_kind.{payload.kind}", Language.ZH),
        "colour": payload.kind,
        "plate": payload.plate,
        "plate_kind": words.plate_kind(payload.plate_kind),
        "valid_from": words.day(payload.valid_from),
        "valid_until": words.day(payload.valid_until),
        "windows": list(payload.windows),
        "roads": [book.get(f"document.pass_road.{road}", Language.ZH) for road in payload.roads],
        "issued_on": words.day(office.clock.now().date()),
        "qr": qr_svg(text),
    }
    paper = office.press.make(NAME, data, office.clock.now())
    return Document(NAME, NAME, paper.sheets, paper.pdf)
