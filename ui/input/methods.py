"""Everything a keyboard needs, in one hand: make one per process."""

import threading
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

    @property
    def pinyin_works(self) -> bool:
        """Whether letters can become characters (False: offer handwriting and Latin letters only). Opens engine and tables."""
        self.places.matches("a")
        self._offers.rare.sounding("a")
        return self._pinyin.available

    def warm(self) -> None:
        """Open everything in the background: a page with a keyboard comes."""
        threading.Thread(target=self._open, name="input-warm", daemon=True).start()

    def composer(self, purpose: Purpose) -> Composer:
        """Make a composer for one field."""
        return Composer(self._pinyin, purpose, self._offers)

    def forget(self) -> None:
        """The citizen leaves: the engine begins anew for the next one."""
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

        return PinyinEngine()

    @cached_property
    def _offers(self) -> "Offers":
        from ui.input.offers import Offers

        return Offers(self.places)

    def _open(self) -> None:
        _ = self.pinyin_works
        self.handwriting.open()
