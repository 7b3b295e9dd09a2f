"""``python -m tools.readme_pictures FOLDER``: makes the README's pictures from those that a visit left in FOLDER."""

import argparse
from pathlib import Path

from PIL import Image

SCREENS = Path(__file__).parents[1] / "docs" / "screens"
WANTED = {"home": "home", "read_id_card": "read-id-card", "confirm": "confirm", "submitted": "submitted", "case-judged": "case"}
PORTRAIT_WIDTH = 460
DESK_WIDTH = 1366


def make(folder: Path) -> list[Path]:
    """Write one picture per wanted screen; raises :class:`LookupError` when the visit left none of it."""
    return [_make_one(folder, title, name) for title, name in WANTED.items()]


def _make_one(folder: Path, title: str, name: str) -> Path:
    found = sorted(folder.glob(f"*[0-9]-{title}.png"))
    if not found:
        raise LookupError(f"no picture of {title} in {folder}")
    picture = Image.open(found[0]).convert("RGB")
    width = PORTRAIT_WIDTH if picture.height > picture.width else DESK_WIDTH
    picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    target = SCREENS / f"readme-{name}.png"
    picture.quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
    return target


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The README's pictures from those of a visit.")
    parser.add_argument("folder", type=Path)
    for path in make(parser.parse_args().folder):
        print(path.name)
