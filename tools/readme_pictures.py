"""``python -m tools.readme_pictures FOLDER…``: makes the README's pictures from those that visits left in the folders."""

import argparse
from pathlib import Path

from PIL import Image

SCREENS = Path(__file__).parents[1] / "docs" / "screens"
WANTED = {
    "home": "home",
    "read_id_card": "read-id-card",
    "face-looking-1": "face",
    "pay-pin": "pay",
    "submitted": "submitted",
    "violations": "violations",
    "case-judged": "case",
}
PORTRAIT_WIDTH = 460
DESK_WIDTH = 1366


def make(folders: list[Path]) -> list[Path]:
    """Write one picture per wanted screen; raises :class:`LookupError` when no visit left one of it."""
    return [_make_one(folders, title, name) for title, name in WANTED.items()]


def _make_one(folders: list[Path], title: str, name: str) -> Path:
    found = [path for folder in folders for path in sorted(folder.glob(f"*[0-9]-{title}.png"))]
    if not found:
        raise LookupError(f"no picture of {title}")
    picture = Image.open(found[0]).convert("RGB")
    width = PORTRAIT_WIDTH if picture.height > picture.width else DESK_WIDTH
    picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    target = SCREENS / f"readme-{name}.png"
    picture.quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
    return target


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The README's pictures from those of visits.")
    parser.add_argument("folders", type=Path, nargs="+")
    for path in make(parser.parse_args().folders):
        print(path.name)
