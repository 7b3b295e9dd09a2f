"""Everything a keyboard needs, in one hand: make one per process."""

from functools import cached_property
from typing import TYPE_CHECKING

from ui.input.composer import Composer
from ui.input.contract import Purpose

if TYPE_CHECKING:
    from ui.input.handwriting import Handwriting
    from ui.input.offers import Offers
    from ui.input.pinyin import PinyinEngine
    from ui.input.places import Places


class InputMethods:
    """The engines and their tables, for any thread. Each is imported and opened when needed: the first frame waits for none."""

    def __init__(self, pinyin: "PinyinEngine | None" = None) -> None:
        self._other = pinyin  # in place of the machine's own

    @property
    def pinyin_works(self) -> bool:
        """Whether letters can become characters (False: offer handwriting and Latin letters only). Opens engine and tables."""
        self.places.matches("a")
        self._offers.rare.sounding("a")
        return self._pinyin.available

    @property
    def pinyin_lost(self) -> bool:
        """Whether the engine has been given up since it was opened; answers at once. `pinyin_works` opens it anew."""
        return self._pinyin.lost

    def composer(self, purpose: Purpose) -> Composer:
        """Make a composer for one field."""
        return Composer(self._pinyin, purpose, self._offers)

    def forget(self) -> None:
        """The citizen leaves: the engine begins anew for the next one. Waits for nothing."""
        if "_pinyin" in self.__dict__:
            self._pinyin.forget()

    @cached_property
    def handwriting(self) -> "Handwriting":
        """What reads strokes."""
        from ui.input.handwriting import Handwriting

        return Handwriting()

    @cached_property
    def places(self) -> "Places":
        """Places by their sound."""
        from ui.input.places import Places

        return Places()

    @cached_property
    def _pinyin(self) -> "PinyinEngine":
        from ui.input.pinyin import PinyinEngine

        return self._other or PinyinEngine()

    @cached_property
    def _offers(self) -> "Offers":
        from ui.input.offers import Offers

        return Offers(self.places)
