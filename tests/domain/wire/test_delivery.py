"""An address on its way to the office: a registered one is named, never said."""

import json

import pytest
from pydantic import ValidationError

from domain.addresses import AddressSource
from domain.wire.v1 import Delivery

WISH = {"source": "registry", "recipient": "张三丰", "phone": "13896204417", "region_code": "500103", "text": ""}


def test_a_registered_address_is_a_wish_without_words() -> None:
    read = Delivery.model_validate_json(json.dumps(WISH))
    assert (read.source, read.text) == (AddressSource.REGISTRY, "")


def test_a_terminal_that_says_a_registered_address_is_not_believed() -> None:
    with pytest.raises(ValidationError, match="filled in by the office") as caught:
        Delivery.model_validate({**WISH, "text": "重庆市渝中区民权路28号"})
    assert "民权路" not in str(caught.value)


@pytest.mark.parametrize("source", ["neighbour", "", None, 3])
def test_a_source_that_nobody_knows_is_refused(source: object) -> None:
    with pytest.raises(ValidationError):
        Delivery.model_validate({**WISH, "source": source})
