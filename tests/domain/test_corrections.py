"""What answers an item that the office asked for."""

import pytest

from domain.corrections import LODGED_ANEW, PERSON_ITEMS, PHOTO_ATTACHMENT, attachment_of


@pytest.mark.parametrize("item", ["phone", "delivery_address", "recipient", *sorted(PERSON_ITEMS), *sorted(LODGED_ANEW)])
def test_some_items_are_no_pictures(item: str) -> None:
    assert attachment_of(item) is None


def test_every_other_item_names_a_picture() -> None:
    assert attachment_of("photo") == PHOTO_ATTACHMENT
    assert attachment_of("damaged_plate") == "damaged_plate"
