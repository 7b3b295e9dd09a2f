"""The control API of what surrounds the terminal: the cabinet's board, its power supply, its loudspeaker."""

from typing import Any

from fastapi import FastAPI, Response
from pydantic import Field

from simulators.control_calls import FaultBody
from simulators.controls import Controls
from simulators.partners.gate import Body


class SensorBody(Body):
    """What a sensor of the board sees."""

    sensor: str
    on: bool


class PowerBody(Body):
    """Where the power comes from, and how the battery is."""

    on_battery: bool
    charge: int | None = Field(default=None, ge=0, le=100)
    low: bool = False
    worn: bool = False


def add_surroundings(app: FastAPI, controls: Controls) -> None:
    """Add the calls."""

    @app.post("/api/cabinet/sensor")
    def sensor(body: SensorBody) -> dict[str, Any]:
        controls.set_sensor(body.sensor, body.on)
        return {"ok": True}

    @app.post("/api/cabinet/fault")
    def cabinet_fault(body: FaultBody) -> dict[str, Any]:
        controls.set_cabinet_fault(body.fault)
        return {"ok": True}

    @app.post("/api/ups/power")
    def power(body: PowerBody) -> dict[str, Any]:
        controls.set_power(on_battery=body.on_battery, charge=body.charge, low=body.low, worn=body.worn)
        return {"ok": True}

    @app.post("/api/ups/power_off")
    def power_off() -> dict[str, Any]:
        controls.power_off()
        return {"ok": True}

    @app.post("/api/ups/fault")
    def ups_fault(body: FaultBody) -> dict[str, Any]:
        controls.set_ups_fault(body.fault)
        return {"ok": True}

    @app.post("/api/speaker/fault")
    def speaker_fault(body: FaultBody) -> dict[str, Any]:
        controls.set_speaker_fault(body.fault)
        return {"ok": True}

    @app.get("/api/speaker/sound.wav")
    def sound() -> Response:
        heard = controls.heard_sound()
        if heard is None:
            return Response(status_code=204)
        return Response(heard, media_type="audio/wav", headers={"Cache-Control": "no-store"})
