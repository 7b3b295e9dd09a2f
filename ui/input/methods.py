"""Everything a keyboard needs, in one hand: make one per process."""

from ui.input.composer import Composer
from ui.input.contract import Purpose
from ui.input.pinyin import PinyinEngine


class InputMethods:
    """The engines, each opened when it is first needed. Costs nothing until then."""

    def __init__(self) -> None:
        self._pinyin = PinyinEngine()

    @property
    def pinyin_works(self) -> bool:
        """Whether letters can become characters (False: offer handwriting and Latin letters only). Opens the engine."""
        return self._pinyin.available

    def warm(self) -> None:
        """Open everything in the background; a page with a keyboard comes."""
        self._pinyin.warm()

    def composer(self, purpose: Purpose) -> Composer:
        """Make a composer for one field."""
        return Composer(self._pinyin, purpose)

    def forget(self) -> None:
        """The citizen leaves: every engine begins anew."""
        self._pinyin.forget()
