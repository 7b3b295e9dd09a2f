"""The control API of presets, and of the log of what the terminal did."""

from typing import Annotated, Any

from fastapi import FastAPI, Query

from simulators.presets import PresetPlayer
from simulators.terminal_log import TerminalLog


def add_presets(app: FastAPI, player: PresetPlayer, log: TerminalLog) -> None:
    """Add the calls."""

    @app.get("/api/presets")
    def presets() -> dict[str, Any]:
        return player.state()

    @app.post("/api/presets/stop")
    def stop() -> dict[str, Any]:
        player.stop()
        return {"ok": True}

    @app.post("/api/presets/{name}/play")
    def play(name: str) -> dict[str, Any]:
        player.play(name)
        return {"ok": True}

    @app.get("/api/terminal/log")
    def entries(after: Annotated[int, Query(ge=0)] = 0) -> list[dict[str, Any]]:
        return log.entries(after)
