"""Everything a keyboard needs, in one hand: make one per process."""

import threading

from ui.input.composer import Composer
from ui.input.contract import Purpose
from ui.input.handwriting import Handwriting
from ui.input.offers import Offers
from ui.input.pinyin import PinyinEngine
from ui.input.places import Places
from ui.input.rare_characters import RareCharacters


class InputMethods:
    """The engines and their tables, each opened when it is first needed; costs nothing until then."""

    def __init__(self) -> None:
        self._pinyin = PinyinEngine()
        self.places = Places()
        self._offers = Offers(self.places, RareCharacters())
        self.handwriting = Handwriting()

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

    def _open(self) -> None:
        _ = self.pinyin_works
        self.handwriting.open()
