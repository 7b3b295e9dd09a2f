"""One rule for what may stand in a field, wherever it is typed."""

from pathlib import Path

import pytest

from kiosk.flow.contents import FormContent, FormField
from kiosk.flow.fields import FIELD_SORTS, FieldSortName
from kiosk.flow.plan import Stop
from tests.kiosk.kinds import stage_of
from tests.kiosk.stage import Stage

TYPED = [
    "滨江路28号3单元12-6",
    "﨎𠮷㐂〇",  # rare characters, one of them of the compatibility block
    "O'Neil’s & Söhne",
    "<script>28号</script>",
    " 28号\n\t\x00😀",
    "138-9620 4417ab99",
    "x" * 100,
    "",
]


@pytest.mark.parametrize("sort", FIELD_SORTS)
def test_a_field_is_written_rubbed_out_and_cleared(sort: FieldSortName) -> None:
    rule = FIELD_SORTS[sort]
    for text in TYPED:
        once = rule.written("type", "", text)
        assert len(once) <= rule.longest
        assert rule.written("backspace", once, "") == once[:-1]
        assert rule.written("clear", once, text) == ""
    assert len(rule.written("type", "", "8" * 100, room=3)) <= 3


@pytest.mark.parametrize(("field", "sort"), [("detail", "address"), ("phone", "mobile")])
@pytest.mark.parametrize("text", TYPED)
def test_the_address_takes_what_a_form_takes(tmp_path: Path, field: str, sort: FieldSortName, text: str) -> None:
    one = FormField(field, sort)
    form = stage_of(tmp_path, Stop("form", "station.address", content=FormContent("contact", lambda _: (one,))))
    form.touch("type", field=field, text=text)
    address = Stage(tmp_path)
    address.walk_to("address")
    address.touch("search")
    address.touch("pick_place", code="500103", street="解放碑街道")
    if field == "phone":
        address.touch("use_id_card")
    address.touch("type", field=field, text=text)
    assert address.view[field] == form.view["fields"][0]["value"]
