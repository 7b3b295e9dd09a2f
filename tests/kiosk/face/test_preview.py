"""The live picture in shared memory: whole, newest, gone when the try is over."""

import multiprocessing
import os
import struct
import sys
import threading
from collections.abc import Iterator
from itertools import count, pairwise
from multiprocessing.synchronize import Event

import pytest

from kiosk.face.preview import LARGEST_PICTURE, SharedPreview, make_shared_memory

WIDTH, HEIGHT = 120, 150
BURST = 20  # pictures, as fast as the writer can
ENOUGH = 300


@pytest.fixture
def memory() -> Iterator[int]:
    descriptor = make_shared_memory()
    yield descriptor
    os.close(descriptor)


@pytest.fixture
def often_switched() -> Iterator[None]:
    """Threads take turns in the middle of everything."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


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


def write_until(descriptor: int, enough: Event) -> None:
    """Write in bursts: one that never paused would leave a reader no whole picture to see."""
    writer = SharedPreview(descriptor)
    for number in count(1):
        writer.write(WIDTH, HEIGHT, picture(number))
        if number % BURST == 0 and enough.wait(0.001):
            return


def test_no_reader_ever_sees_a_torn_picture(memory: int, often_switched: None) -> None:
    """Another process writes as fast as it can; two threads look as fast as they can, until each has seen enough."""
    reader, torn, seen = SharedPreview(memory), list[int](), list[list[int]]([[], []])
    processes = multiprocessing.get_context("fork")
    enough = processes.Event()
    writer = processes.Process(target=write_until, args=(memory, enough))

    def look(numbers: list[int]) -> None:
        while len(numbers) < ENOUGH and writer.is_alive():
            frame = reader.latest(numbers[-1] if numbers else 0)
            if frame is not None:
                numbers.append(frame.number)
                torn.extend([frame.number] if len(set(frame.rgb)) != 1 else [])

    lookers = [threading.Thread(target=look, args=(numbers,)) for numbers in seen]
    writer.start()
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    enough.set()
    writer.join()
    assert writer.exitcode == 0
    assert torn == []
    assert [len(numbers) for numbers in seen] == [ENOUGH, ENOUGH]
    assert all(before < after for numbers in seen for before, after in pairwise(numbers))
