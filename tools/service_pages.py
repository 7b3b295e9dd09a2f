"""``python -m tools.service_pages``: draw the flow of every plan into docs/services/<slug>.md."""

import re
import sys
from pathlib import Path

from domain.rulebook import parse_terms
from domain.services import Offered, ServiceTerms
from domain.texts import Language, TextBook, parse_texts
from kiosk.flow.plan import Plan, Stop
from kiosk.services.catalogue import ENTRY_NEEDS, EVERY, PLANS

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "services"
CONFIG = ROOT / "config"
BEGIN, END = "<!-- flow: drawn by tools.service_pages -->", "<!-- end of flow -->"
BLOCK = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}\n?", re.DOTALL)


def drawn(plan: Plan, terms: ServiceTerms | None, book: TextBook) -> str:
    """Return the drawing: stations as groups, stops in order, those that only some come past with dashed lines."""
    lines = [BEGIN, "```mermaid", "flowchart TD", '    home(["首页 home"])']
    stations: dict[str, list[Stop]] = {}
    for stop in plan.stops:
        stations.setdefault(stop.station, []).append(stop)
    for index, (station, stops) in enumerate(stations.items()):
        lines.append(f'    subgraph s{index}["{book.get(station, Language.ZH)}"]')
        lines += [f"        {_box(stop)}" for stop in stops]
        lines.append("    end")
    lines += _arrows(plan)
    needs = ", ".join(terms.needs_devices if terms else ENTRY_NEEDS)
    network = "needs the network" if terms is None or terms.needs_network else "goes on without the network"
    ends = f"Ends by: {terms.ends.value}." if terms and plan.declaration else "Nothing is lodged."
    return "\n".join([*lines, "```", "", f"Devices: {needs}; {network}. {ends}", END, ""])


def _box(stop: Stop) -> str:
    kind = "" if stop.name == stop.kind else f"<br/>{stop.kind}"
    return f'{stop.name}["{stop.name}{kind}"]'


def _arrows(plan: Plan) -> list[str]:
    """Return the way: straight on, and past what only some come past."""
    lines, open_ends = [], [("home", False)]
    for stop in plan.stops:
        lines += [f"    {name} {'-.->' if dashed or stop.only_if else '-->'} {stop.name}" for name, dashed in open_ends]
        passed = [(name, True) for name, _ in open_ends] if stop.only_if else []
        open_ends = [*passed, (stop.name, False)]
    return [*lines, *(f'    {name} --> goodbye(["再见 goodbye"])' for name, _ in open_ends)]


def page_of(plan: Plan, terms: ServiceTerms | None, book: TextBook) -> str:
    """Return the service's page with its flow drawn anew, after the page's head where there was none yet."""
    path = PAGES / f"{plan.slug}.md"
    text = path.read_text("utf-8") if path.exists() else f"# {book.get(f'service.{plan.slug}.name', Language.ZH)}\n"
    block = drawn(plan, terms, book)
    if BLOCK.search(text):
        return BLOCK.sub(lambda _: block, text)
    head, _, rest = text.partition("\n## ")
    return f"{head.rstrip()}\n\n## Flow\n{block}" + (f"\n## {rest}" if rest else "")


def pages() -> dict[Path, str]:
    """Return every page as it should be."""
    book = parse_texts(path.read_text("utf-8") for path in sorted((CONFIG / "texts").glob("*.toml")))
    services = CONFIG / "services"
    terms: dict[Offered, ServiceTerms] = {slug: parse_terms((services / f"{slug}.toml").read_text("utf-8")) for slug in PLANS}
    return {PAGES / f"{slug}.md": page_of(plan, terms.get(slug), book) for slug, plan in EVERY.items()}


def main() -> int:
    """Write them."""
    for path, text in pages().items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
