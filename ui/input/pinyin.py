"""The pinyin engine as the keyboard knows it: opened when first needed, silent when it is missing."""

import logging
import threading

from ui.input.contract import Reading
from ui.input.decoder import Decoder, EngineMissing

log = logging.getLogger(__name__)


class PinyinEngine:
    """Answers nothing where the library is missing, and says so in the log once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._decoder: Decoder | None = None
        self._missing = False

    @property
    def available(self) -> bool:
        """Whether it can be used; opens it."""
        with self._lock:
            return self._open() is not None

    def warm(self) -> None:
        """Open it in the background, so that the first key does not wait."""
        threading.Thread(target=lambda: self.available, name="pinyin-warm", daemon=True).start()

    def read(self, letters: str) -> Reading:
        with self._lock:
            decoder = self._open()
            return decoder.read(letters[:30]) if decoder else Reading()

    def forget(self) -> None:
        with self._lock:
            if self._decoder:
                self._decoder.close()
                self._decoder = None

    def _open(self) -> Decoder | None:
        if self._decoder is None and not self._missing:
            try:
                self._decoder = Decoder()
            except EngineMissing as failure:
                self._missing = True
                log.warning("no pinyin on this keyboard: %s", failure)
        return self._decoder
