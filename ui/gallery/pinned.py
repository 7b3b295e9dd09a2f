"""What would make the same screen come out in other pixels on another machine, fixed."""

import os
from pathlib import Path

FONTS = Path(__file__).with_name("fonts.conf")
FIXED = {
    "FONTCONFIG_FILE": str(FONTS),  # other fonts would fill in for glyphs, other hinting would move edges
    "LC_ALL": "C.UTF-8",  # the locale chooses among fonts that fill in
    "QT_QPA_PLATFORM": "offscreen",
    "QT_FONT_DPI": "96",
    "QT_ENABLE_HIGHDPI_SCALING": "0",
}
UNWANTED = ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_USE_PHYSICAL_DPI", "QT_QPA_FONTDIR")


def pin_rendering() -> None:
    """Fix fonts, locale and scale for this process and those it starts; before there is an application.

    What remains is Debian's FreeType and Qt itself; the processor's instructions do not matter.
    """
    for name in UNWANTED:
        os.environ.pop(name, None)
    os.environ.update(FIXED)
