"""The live picture in memory that terminal and face process share: one writer, any number of readers, nobody waits.

A file without a name (`memfd_create`), mapped on both sides. It holds a header and one picture::

    0   u64  begun     how many pictures were begun
    8   u64  ended     how many were finished; differs from `begun` while one is being written
    16  u64  number    of the picture, growing for as long as the terminal runs
    24  u32  width     pixels; 0: there is no picture
    28  u32  height
    32       width × height × 3 bytes of red, green, blue

A reader takes `ended`, the picture, and then `begun`; if they agree the picture is whole (a seqlock). The picture lies there
only while a try is under way and is overwritten with zeros at its end: by the face process, or by the terminal if that died.
"""

import mmap
import os
import struct
from threading import Lock

from kiosk.face.contract import PreviewFrame

LARGEST_PICTURE = 640 * 640 * 3
"""Bytes that one picture may have."""

_BEGUN, _ENDED, _NUMBER, _SIZE, _PIXELS = 0, 8, 16, 24, 32
_COUNT = struct.Struct("<Q")
_EXTENT = struct.Struct("<II")
_LENGTH = _PIXELS + LARGEST_PICTURE
_LOOKS = 3  # a writer that is quicker than three looks in a row leaves the reader its last picture


def make_shared_memory() -> int:
    """Return the descriptor of a new, empty piece of memory; the caller closes it."""
    descriptor = os.memfd_create("face-preview", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, _LENGTH)
    return descriptor


class SharedPreview:
    """One side's view of the memory. Implements :class:`kiosk.face.contract.Preview` for the reader."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, _LENGTH)
        self._closing = Lock()  # a reader that looks while the memory goes would look at nothing
        self._closed = False

    def latest(self, after: int) -> PreviewFrame | None:
        """Return the newest whole picture when its number is greater than `after`, else None."""
        with self._closing:
            if self._closed:
                return None
            for _ in range(_LOOKS):
                whole, frame = self._look(after)
                if whole:
                    return frame
        return None

    def write(self, width: int, height: int, rgb: bytes | memoryview) -> None:
        """Put a picture in the place of the last one; only one thread of one process may do so.

        Raises :class:`ValueError` when the bytes are not width × height × 3, or too many.
        """
        if len(rgb) != width * height * 3 or len(rgb) > LARGEST_PICTURE:
            raise ValueError("not a picture of that size")
        begun = self._begin()
        _EXTENT.pack_into(self._memory, _SIZE, width, height)
        self._memory[_PIXELS : _PIXELS + len(rgb)] = rgb
        self._end(begun)

    def clear(self) -> None:
        """Overwrite the picture with zeros. Picture numbers go on where they were."""
        begun = self._begin()
        _EXTENT.pack_into(self._memory, _SIZE, 0, 0)
        self._memory[_PIXELS:] = bytes(LARGEST_PICTURE)
        self._end(begun)

    def close(self) -> None:
        """Let go of the memory; the reader then finds no picture."""
        with self._closing:
            self._closed = True
            self._memory.close()

    def _begin(self) -> int:
        begun = max(self._count(_BEGUN), self._count(_ENDED)) + 1  # the writer before may have died half-way
        _COUNT.pack_into(self._memory, _BEGUN, begun)
        return begun

    def _end(self, begun: int) -> None:
        _COUNT.pack_into(self._memory, _NUMBER, begun)
        _COUNT.pack_into(self._memory, _ENDED, begun)

    def _look(self, after: int) -> tuple[bool, PreviewFrame | None]:
        """Return whether what was seen is whole, and the picture if there is a newer one."""
        ended = self._count(_ENDED)
        number = self._count(_NUMBER)
        width, height = _EXTENT.unpack_from(self._memory, _SIZE)
        length = width * height * 3
        wanted = number > after and 0 < length <= LARGEST_PICTURE
        rgb = self._memory[_PIXELS : _PIXELS + length] if wanted else b""
        if self._count(_BEGUN) != ended:
            return False, None
        return True, PreviewFrame(number, width, height, rgb) if wanted else None

    def _count(self, place: int) -> int:
        found: int = _COUNT.unpack_from(self._memory, place)[0]
        return found
