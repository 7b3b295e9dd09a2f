"""How a visit ends: by the citizen, by nobody being there, by the time that is over."""

from tests.kiosk.stage import Stage


def end(stage: Stage) -> None:
    """End it as the citizen does."""
    stage.touch("end")
    stage.touch("end_confirmed")


def fall_idle(stage: Stage) -> None:
    """Let nothing happen until nobody is taken to be there."""
    stage.wait(141)


def stay_too_long(stage: Stage) -> None:
    """Be there, and do nothing that leads on, until the visit's time is over."""
    while stage.screen != "goodbye":
        stage.wait(50, beat=10)
        if stage.screen != "goodbye":
            stage.touch("activity")
