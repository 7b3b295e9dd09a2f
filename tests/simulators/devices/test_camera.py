"""The camera by its own stream: OpenCV reads it as it reads any network camera."""

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import pytest
import requests

from domain.clock import SystemClock
from simulators.devices.camera import CameraFault, CameraSimulator
from simulators.terminal_link import ScreenReader
from simulators.world.people import load_people
from simulators.world.scene import Pose, Scene
from tests.simulators.seeing import decode, find
from tests.simulators.waiting import until

PEOPLE = load_people(date(2026, 11, 22))


@pytest.fixture
def camera() -> Iterator[CameraSimulator]:
    camera = CameraSimulator(PEOPLE, SystemClock())
    camera.start()
    yield camera
    camera.stop()


class Stream:
    """A watcher that reads picture by picture."""

    def __init__(self, camera: CameraSimulator) -> None:
        self._answer = requests.get(camera.port.url, stream=True, timeout=10)
        assert self._answer.headers["content-type"].startswith("multipart/x-mixed-replace")
        self._raw = self._answer.raw

    def read(self) -> bytes:
        """Return the next picture; empty when the stream has ended."""
        length = 0
        while (line := self._raw.readline()) != b"\r\n" or not length:
            if not line:
                return b""
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return bytes(self._raw.read(length))

    def close(self) -> None:
        self._answer.close()

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def test_opencv_reads_the_stream(camera: CameraSimulator) -> None:
    camera.set_scene(Scene.PERSON)
    capture = cv2.VideoCapture(camera.port.url)
    pictures = [capture.read() for _ in range(4)]
    capture.release()
    assert all(there for there, _ in pictures)
    assert pictures[-1][1].shape == (720, 1280, 3)


def test_two_watch_at_once_and_see_the_same(camera: CameraSimulator) -> None:
    with Stream(camera) as first, Stream(camera) as second:
        until(lambda: camera.port.watchers == 2)
        seen = {first.read() for _ in range(40)}
        assert any(second.read() in seen for _ in range(40))


def test_nothing_is_drawn_while_nobody_watches(camera: CameraSimulator) -> None:
    with Stream(camera) as stream:
        assert stream.read()
    until(lambda: camera.port.watchers == 0)
    with camera.port._changed:
        number = camera.port._number
    assert not threading.Event().wait(0.3)
    assert camera.port._number <= number + 1  # the one that was being drawn


def test_unplugged_ends_the_streams_and_refuses_until_it_is_plugged_in_again(camera: CameraSimulator) -> None:
    with Stream(camera) as stream:
        assert stream.read()
        camera.set_fault(CameraFault.UNPLUGGED)
        while stream.read():
            pass
    assert camera.look() is None
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", camera.port.port), 5):
        pass
    camera.set_fault(CameraFault.UNPLUGGED)
    camera.set_fault(None)
    with Stream(camera) as stream:
        assert stream.read()


def test_frozen_repeats_one_picture(camera: CameraSimulator) -> None:
    with Stream(camera) as stream:
        assert len({stream.read() for _ in range(5)}) == 5
        camera.set_fault(CameraFault.FROZEN)
        pictures = [stream.read() for _ in range(8)]
        assert len(set(pictures[3:])) == 1
        camera.set_fault(None)
        until(lambda: stream.read() != pictures[-1])


@pytest.mark.parametrize("request_line", [b"GET /other HTTP/1.1", b"POST /camera.mjpg HTTP/1.1", b"nonsense"])
def test_another_request_is_turned_away(camera: CameraSimulator, request_line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", camera.port.port), 5) as line:
        line.sendall(request_line + b"\r\nHost: x\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 404")


def test_watcher_who_hangs_up_at_once_harms_nobody(camera: CameraSimulator) -> None:
    for _ in range(3):
        socket.create_connection(("127.0.0.1", camera.port.port), 5).close()
    with Stream(camera) as stream:
        assert stream.read()


def test_who_lays_a_card_stands_in_front_unless_somebody_said_otherwise(camera: CameraSimulator) -> None:
    camera.card_laid("wang_xiulan")
    assert (camera.scene, camera.person) == (Scene.PERSON, "wang_xiulan")
    camera.set_scene(Scene.PHOTO)
    camera.card_laid("he_jing")
    assert (camera.scene, camera.person) == (Scene.PHOTO, "he_jing")
    camera.set_fault(CameraFault.UNPLUGGED)
    camera.set_pose(Pose.LEFT)
    camera.reset()
    assert (camera.scene, camera.pose, camera.fault, camera.port.plugged) == (Scene.EMPTY, Pose.AUTO, None, True)
    camera.set_scene(Scene.EMPTY)
    camera.card_laid("he_jing")
    assert camera.scene is Scene.EMPTY
    with pytest.raises(KeyError):
        camera.set_person("nobody")


class Terminal(socketserver.ThreadingUnixStreamServer):
    """A terminal on one screen."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        self.state: Any = {"screen": "face", "view": {"guidance": "left"}}
        self.asked = 0
        super().__init__(str(path), Visitor)


class Visitor(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Terminal)
        for line in self.rfile:
            assert json.loads(line) == {"do": "state"}
            self.server.asked += 1
            self.wfile.write(json.dumps(self.server.state).encode() + b"\n")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    server = Terminal(tmp_path / "terminal.sock")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_person_does_what_the_screen_asks(terminal: Terminal, tmp_path: Path) -> None:
    reader = ScreenReader(lambda: tmp_path / "terminal.sock")
    camera = CameraSimulator(PEOPLE, SystemClock(), reader)
    reader.start()
    camera.start()
    camera.set_scene(Scene.PERSON)
    turn = 0.0
    with Stream(camera) as stream:

        def turned(least: float) -> bool:
            nonlocal turn
            turn = find(decode(stream.read()))[0].turn
            return turn > least if least > 0 else turn < least

        until(lambda: turned(0.25))
        terminal.state = {"screen": "face", "view": {"guidance": "right"}}
        until(lambda: turned(-0.25))
        for state in ({"screen": "home", "view": {"guidance": "left"}}, {"screen": "face", "view": None}, "nonsense"):
            terminal.state = state
            until(lambda: turned(-0.2) is False)
        camera.set_scene(Scene.PHOTO)
        terminal.state = {"screen": "face", "view": {"guidance": "left"}}
        until(lambda: terminal.asked and abs(find(decode(stream.read()))[0].turn) < 0.2)
    camera.stop()
    reader.stop()


def test_terminal_is_left_alone_while_nobody_watches(terminal: Terminal, tmp_path: Path) -> None:
    reader = ScreenReader(lambda: tmp_path / "terminal.sock")
    reader.start()
    assert not threading.Event().wait(0.5)
    assert terminal.asked == 0
    reader()
    until(lambda: terminal.asked == 1)
    reader.stop()


def test_no_terminal_means_looking_ahead(tmp_path: Path) -> None:
    assert ScreenReader(lambda: None)() is None
    reader = ScreenReader(lambda: tmp_path / "nothing.sock")
    reader.start()
    reader()
    until(lambda: not reader._wanted.is_set())
    assert reader() is None
    reader.stop()
