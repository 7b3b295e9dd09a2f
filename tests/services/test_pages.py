"""Every service has its page, and the flow on it is the plan's."""

from tests.paths import ROOT
from tools.service_pages import pages


def test_the_flow_on_every_page_is_the_plans() -> None:
    differs = [str(path.relative_to(ROOT)) for path, text in pages().items() if path.read_text("utf-8") != text]
    assert not differs, "python -m tools.service_pages draws it anew"
