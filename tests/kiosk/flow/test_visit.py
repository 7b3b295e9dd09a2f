"""A visit is forgotten whole and never shows itself."""

from kiosk.flow.visit import Answers, Visit
from kiosk.services.body import applicant
from tests.kiosk.stage import LOSS, a_citizen


def test_wiping_leaves_nothing_of_the_person_and_a_new_key() -> None:
    visit = Visit(0.0)
    before = visit.person
    before.document = a_citizen()
    before.answers = Answers({("loss", "reason"): ("lost",)}, {("contact", "phone"): "13896204417"}, {"loss"}, {"loss"})
    before.address.phone, before.strokes = "13896204417", [[(1, 2, 3)]]
    visit.service, visit.card_was_read = LOSS, True
    visit.wipe()
    assert (visit.person.document, visit.person.answers, visit.person.strokes) == (None, Answers(), [])
    assert visit.person.address.phone == ""
    assert visit.person.key != before.key
    assert repr(visit.service) == "None"
    assert visit.card_was_read  # what must be taken away is not forgotten


def test_no_repr_shows_a_person() -> None:
    visit = Visit(0.0)
    visit.person.document = a_citizen()
    visit.person.address.phone = visit.person.answers.typed["contact", "phone"] = "13896204417"
    shown = (
        repr(visit)
        + repr(visit.person)
        + repr(visit.person.address)
        + repr(visit.person.answers)
        + repr(applicant(a_citizen()))
    )
    assert not [secret for secret in ("张三丰", "500103199001010010", "13896204417", "解放碑") if secret in shown]
