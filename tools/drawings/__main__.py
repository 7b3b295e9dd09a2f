"""``python -m tools.drawings``: write the pictures of the devices into `ui/drawings/art`. Change the scenes, not the files."""

from pathlib import Path

from tools.drawings.devices import SCENES

ART = Path(__file__).parents[2] / "ui" / "drawings" / "art"


def drawn() -> dict[str, str]:
    """Return the text of every file by its name."""
    return {
        f"{device.replace('_', '-')}{layer}.svg": svg
        for device, scene in SCENES.items()
        for layer, svg in scene.layers().items()
    }


if __name__ == "__main__":
    for name, svg in drawn().items():
        (ART / name).write_text(svg, "utf-8")
