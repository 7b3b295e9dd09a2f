"""Who holds the payment folder."""

from pathlib import Path

import pytest

from domain.failures import FailureCode, KnownFailure
from payment.opening import only_one


def test_one_holds_the_folder_until_it_ends(tmp_path: Path) -> None:
    folder = tmp_path / "payment"
    for _ in range(2):
        with only_one(folder), pytest.raises(KnownFailure) as refused, only_one(folder):
            pass
        assert refused.value.code is FailureCode.DEVICE_IN_USE
