"""A newer office may tell a reason that this version does not know."""

import pytest
from pydantic import BaseModel, ValidationError

from domain.reasons import ReasonCode
from domain.wire.told_reasons import ToldReasons


class Answer(BaseModel):
    reasons: ToldReasons


@pytest.mark.parametrize(
    ("told", "understood"),
    [
        ('["R-AGE"]', [ReasonCode.AGE]),
        ('["R-NEWEST", "R-AGE"]', [ReasonCode.LAW, ReasonCode.AGE]),
        ("[]", []),
    ],
)
def test_an_unknown_reason_counts_as_another_legal_one(told: str, understood: list[ReasonCode]) -> None:
    assert Answer.model_validate_json(f'{{"reasons": {told}}}').reasons == understood


@pytest.mark.parametrize("told", ['"R-AGE"', "[7]", "[null]"])
def test_what_is_no_list_of_words_is_refused(told: str) -> None:
    with pytest.raises(ValidationError):
        Answer.model_validate_json(f'{{"reasons": {told}}}')
