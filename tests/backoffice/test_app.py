"""The whole web application as a process: it starts on a free port, answers with its headers, and ends cleanly."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from backoffice.settings import OVERLAY as OVERLAY_VARIABLE
from tests.backoffice.conftest import OVERLAY
from tests.paths import ROOT


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("served")
    overlay = folder / "overlay.toml"
    overlay.write_text(OVERLAY.format(state=folder / "state", database="", url="http://127.0.0.1:1", key="k"))
    process = subprocess.Popen(
        [sys.executable, "-m", "backoffice", "serve", "--port-file", str(folder / "port")],
        cwd=ROOT,
        env={**os.environ, OVERLAY_VARIABLE: str(overlay)},
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{_port(folder / 'port')}", trust_env=False) as client:
            yield client
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


def _port(path: Path) -> int:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, "the office did not start"
        time.sleep(0.02)
    return int(path.read_text())


def test_health(served: httpx.Client) -> None:
    assert served.get("/health").json() == {"status": "ok", "profile": "sandbox"}


@pytest.mark.parametrize("path", ["/health", "/desk/sign-in", "/terminal/openapi.json", "/nowhere"])
def test_nothing_is_cached_framed_or_sniffed(served: httpx.Client, path: str) -> None:
    headers = served.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "Server" not in headers


@pytest.mark.parametrize("path", ["/", "/desk", "/desk/review"])
def test_nothing_of_the_desk_without_signing_in(served: httpx.Client, path: str) -> None:
    answer = served.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/desk/sign-in"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_the_desk_describes_itself_to_nobody(served: httpx.Client, path: str) -> None:
    assert served.get(path).status_code == 404


def test_the_terminals_interface_is_described_and_closed(served: httpx.Client) -> None:
    assert "/v1/applications" in served.get("/terminal/openapi.json").json()["paths"]
    assert served.post("/terminal/v1/applications", json={}).status_code in (401, 422)
