"""Every failure code has its lines in `docs/failures.md`, and they are those of the catalogue."""

import pytest

from domain.failures import FailureCode
from tools import failure_pages


def test_the_page_is_the_one_that_the_catalogue_makes() -> None:
    """Run ``python -m tools.failure_pages`` after a change of `config/failures.toml`."""
    assert failure_pages.PAGE.read_text("utf-8") == failure_pages.render(failure_pages.CATALOGUE.read_text("utf-8"))


@pytest.mark.parametrize("code", FailureCode)
def test_a_failure_has_its_lines(code: FailureCode) -> None:
    page = failure_pages.PAGE.read_text("utf-8")
    assert f"\n## {code}\n" in page
    assert f"(#{code})" in page
