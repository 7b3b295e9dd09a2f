"""Corrections 补正: what answers an item that the office asked for; told once, for terminal and office.

One round, all items at once (公安部令第162号 §3, 第164号 §3). An item that is none of these words names a picture of that kind.
"""

ADDRESS_ITEMS = frozenset({"delivery_address", "recipient"})  # where the letter goes, and to whom
PHONE_ITEM = "phone"
PERSON_ITEMS = frozenset({"document_valid_to", "person", "name"})  # the document as read now, and the face as verified now
PHOTO_ITEM = "photo"
PHOTO_ATTACHMENT = "licence_photo"
LODGED_ANEW = frozenset({"phone_proven", "contact_address", "email", "postcode", "employer"})
"""What was declared to be filed: nothing can be put in its place, the matter is withdrawn and lodged anew."""

NO_PICTURES = ADDRESS_ITEMS | PERSON_ITEMS | LODGED_ANEW | {PHONE_ITEM}


def attachment_of(item: str) -> str | None:
    """Return the kind of picture that answers an item; None for what is no picture."""
    if item in NO_PICTURES:
        return None
    return PHOTO_ATTACHMENT if item == PHOTO_ITEM else item
