"""Contact changes: what both services ask, show and lodge. Phone proven by a code, address, e-mail, postcode."""

from collections.abc import Sequence

from domain.addresses import AddressSource
from domain.wire.v1 import Delivery
from kiosk.flow.contents import AddressContent, Fact, FormContent, FormField, Matter
from kiosk.flow.plan import Stop
from kiosk.flow.visit import Visit
from kiosk.services.delivery import delivery, is_complete
from kiosk.services.phone_codes import NEW_PHONE, proven_phone

DETAILS = "contact_details"
EMAIL = "email"
POSTCODE = "postcode"
EMPLOYER = "employer"
NOT_GIVEN = "contact.not_given"
WITHOUT_POST = "receipt.without_post"

CONTACT_ADDRESS = AddressContent(is_complete, (AddressSource.ID_CARD,), asks_phone=False, words="contact_address")
EMAIL_FIELD = FormField(EMAIL, "email", required=False)
POSTCODE_FIELD = FormField(POSTCODE, "postcode", required=False)


def plain_details(_: Matter) -> Sequence[FormField]:
    """Return the fields that everybody may fill."""
    return EMAIL_FIELD, POSTCODE_FIELD


def last_stops(details: FormContent) -> tuple[Stop, ...]:
    """Return the way from the proven phone to the end."""
    return (
        Stop("address", "station.address", content=CONTACT_ADDRESS),
        Stop("form", "station.address", DETAILS, details),
        Stop("notices", "station.notices"),
        Stop("confirm", "station.confirm"),
        Stop("sign", "station.confirm"),
        Stop("face_consent", "station.face"),
        Stop("face", "station.face"),
        Stop("submitted", "station.done"),
    )


def typed(visit: Visit, name: str) -> str:
    """Return a detail as it was typed."""
    return visit.person.answers.text(DETAILS, name).strip()


def shown_contact(matter: Matter) -> Delivery:
    """Return where the citizen is reached from now on: nothing is posted. Raises :class:`LookupError` for what is not whole."""
    phone, _ = proven_phone(matter.person)
    whole = delivery(matter.person, matter.rulebook.regions)
    return whole.model_copy(update={"phone": phone, "service_method": "sms"})


def contact_facts(visit: Visit, *names: str) -> list[Fact]:
    """Return the rows of the confirmation; `names` of the details."""
    rows = [Fact("confirm.row.phone", value=visit.person.answers.text(NEW_PHONE, "phone"), edit=NEW_PHONE)]
    for name in names:
        value = typed(visit, name)
        rows.append(Fact(f"contact.row.{name}", value=value or None, value_key=None if value else NOT_GIVEN, edit=DETAILS))
    return rows


def hand_over(_: Visit) -> str:
    """Return the slip's sentence instead of the courier's."""
    return WITHOUT_POST
