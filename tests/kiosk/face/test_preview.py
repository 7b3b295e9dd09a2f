"""The live picture in shared memory: whole, newest, gone when the try is over."""

import multiprocessing
import os
import struct
import sys
import threading
from collections.abc import Iterator

import pytest

from kiosk.face.preview import LARGEST_PICTURE, SharedPreview, make_shared_memory

WIDTH, HEIGHT = 120, 150
PICTURES = 3000


@pytest.fixture
def memory() -> Iterator[int]:
    descriptor = make_shared_memory()
    yield descriptor
    os.close(descriptor)


def picture(value: int) -> bytes:
    return bytes([value % 251]) * (WIDTH * HEIGHT * 3)


def test_there_is_nothing_before_the_first_picture(memory: int) -> None:
    assert SharedPreview(memory).latest(-1) is None
    assert SharedPreview(memory).latest(0) is None


def test_the_newest_picture_is_seen_once(memory: int) -> None:
    writer, reader = SharedPreview(memory), SharedPreview(memory)
    writer.write(WIDTH, HEIGHT, picture(1))
    writer.write(2, 1, b"abcdef")
    seen = reader.latest(0)
    assert seen
    assert (seen.width, seen.height, seen.rgb) == (2, 1, b"abcdef")
    assert reader.latest(seen.number) is None
    assert "abc" not in repr(seen)


def test_numbers_go_on_after_the_picture_is_gone_and_for_the_next_writer(memory: int) -> None:
    first, reader = SharedPreview(memory), SharedPreview(memory)
    first.write(2, 1, b"abcdef")
    seen = reader.latest(0)
    first.clear()
    assert reader.latest(0) is None
    second = SharedPreview(memory)
    second.write(2, 1, b"ghijkl")
    again = reader.latest(seen.number if seen else -1)
    assert again
    assert again.rgb == b"ghijkl"


def test_clearing_overwrites_every_pixel(memory: int) -> None:
    writer = SharedPreview(memory)
    writer.write(640, 640, b"\xaa" * LARGEST_PICTURE)
    writer.clear()
    content = os.pread(memory, 2 * LARGEST_PICTURE, 0)
    assert len(content) > LARGEST_PICTURE
    assert b"\xaa" not in content


def test_a_picture_half_written_is_not_shown(memory: int) -> None:
    writer, reader = SharedPreview(memory), SharedPreview(memory)
    writer.write(2, 1, b"abcdef")
    begun = struct.unpack("<Q", os.pread(memory, 8, 0))[0]
    os.pwrite(memory, struct.pack("<Q", begun + 1), 0)  # a writer begins, and is killed
    assert reader.latest(0) is None
    SharedPreview(memory).write(2, 1, b"ghijkl")
    seen = reader.latest(0)
    assert seen
    assert seen.rgb == b"ghijkl"


@pytest.mark.parametrize(("width", "height", "rgb"), [(2, 2, b"abc"), (0, 1, b"abc"), (641, 640, bytes(641 * 640 * 3))])
def test_what_is_no_picture_of_that_size_is_refused(memory: int, width: int, height: int, rgb: bytes) -> None:
    writer = SharedPreview(memory)
    with pytest.raises(ValueError, match="size"):
        writer.write(width, height, rgb)
    assert SharedPreview(memory).latest(0) is None


def test_a_header_that_lies_about_the_size_shows_nothing(memory: int) -> None:
    writer = SharedPreview(memory)
    writer.write(2, 1, b"abcdef")
    os.pwrite(memory, struct.pack("<II", 2**32 - 1, 2**32 - 1), 24)
    assert writer.latest(0) is None


def test_after_closing_there_is_no_picture(memory: int) -> None:
    preview = SharedPreview(memory)
    preview.write(2, 1, b"abcdef")
    preview.close()
    assert preview.latest(0) is None


def write_many(descriptor: int) -> None:
    writer = SharedPreview(descriptor)
    for number in range(1, PICTURES + 1):
        writer.write(WIDTH, HEIGHT, picture(number))


def test_no_reader_ever_sees_a_torn_picture(memory: int) -> None:
    """Another process writes as fast as it can; two threads look as fast as they can."""
    reader, torn, seen = SharedPreview(memory), list[int](), list[int]()
    writer = multiprocessing.get_context("fork").Process(target=write_many, args=(memory,))

    def look() -> None:
        last = 0
        while writer.is_alive() or last == 0:
            frame = reader.latest(last)
            if frame is None:
                continue
            assert frame.number > last
            last = frame.number
            seen.append(last)
            if len(set(frame.rgb)) != 1:
                torn.append(last)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    writer.start()
    lookers = [threading.Thread(target=look) for _ in range(2)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    writer.join()
    sys.setswitchinterval(before)
    assert writer.exitcode == 0
    assert torn == []
    assert len(seen) > 10
