"""libgooglepinyin (Debian package libgooglepinyin0) by ctypes: letters in, texts out, nothing learnt.

The library is one global engine per process. It learns when `im_choose` is called, so that is never called; and it is opened
without a user dictionary (a path that cannot be opened), so there is nothing to learn into and no file that it could write.
"""

import ctypes
import re
from pathlib import Path

from ui.input.contract import Reading

LIBRARY = "libgooglepinyin.so.0"
DICTIONARIES = ("/usr/lib/*/googlepinyin/data/dict_pinyin.dat", "/usr/lib/googlepinyin/data/dict_pinyin.dat")
NO_USER_DICTIONARY = b""
LONGEST_TEXT = 40  # characters
SYLLABLES = re.compile(r"[a-z']+")


class EngineMissing(Exception):
    """The library or its dictionary is not installed, or will not open."""


class Decoder:
    """The engine, open. One per process."""

    def __init__(self, library: str = LIBRARY, dictionary: Path | None = None) -> None:
        try:
            self._lib = ctypes.CDLL(library)
        except OSError as failure:
            raise EngineMissing("the pinyin library does not load") from failure
        declare(self._lib)
        path = dictionary or find_dictionary()
        if not self._lib.im_open_decoder(bytes(path), NO_USER_DICTIONARY):
            raise EngineMissing("the pinyin dictionary does not open")
        self._text = (ctypes.c_uint16 * (LONGEST_TEXT + 1))()

    def read(self, letters: str) -> Reading:
        """Make what is possible of the front of `letters`."""
        coded = letters.encode("ascii")
        self._lib.im_reset_search()
        count = self._lib.im_search(coded, len(coded))
        found = ctypes.POINTER(ctypes.c_uint16)()
        syllables = self._lib.im_get_spl_start_pos(ctypes.byref(found))
        starts = tuple(found[i] for i in range(syllables + 1)) if count else (0,)
        return Reading(starts, tuple(filter(None, (self._candidate(i) for i in range(count)))))

    def _candidate(self, index: int) -> str:
        if not self._lib.im_get_candidate(index, self._text, LONGEST_TEXT):
            return ""
        return bytes(self._text).decode("utf-16-le").split("\0", 1)[0]


def declare(lib: ctypes.CDLL) -> None:
    """Tell ctypes the signatures of pinyinime.h."""
    lib.im_open_decoder.restype = ctypes.c_bool
    lib.im_open_decoder.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    lib.im_search.restype = ctypes.c_size_t
    lib.im_search.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    lib.im_get_candidate.restype = ctypes.c_void_p
    lib.im_get_candidate.argtypes = [ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t]
    lib.im_get_spl_start_pos.restype = ctypes.c_size_t
    lib.im_get_spl_start_pos.argtypes = [ctypes.POINTER(ctypes.POINTER(ctypes.c_uint16))]


def find_dictionary() -> Path:
    """Where Debian puts the dictionary (the folder carries the machine's architecture); raises :class:`EngineMissing`."""
    for pattern in DICTIONARIES:
        for path in sorted(Path("/").glob(pattern.lstrip("/"))):
            return path
    raise EngineMissing("there is no pinyin dictionary")
