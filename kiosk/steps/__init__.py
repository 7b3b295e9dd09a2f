"""One file per kind of step, of the same name as its screen in `ui/Kiosk/Screens`."""

from collections.abc import Mapping

from kiosk.flow.step import Step
from kiosk.steps.address import Address
from kiosk.steps.advice import AdviceStep
from kiosk.steps.attract import Attract
from kiosk.steps.choose import Choose
from kiosk.steps.confirm import Confirm
from kiosk.steps.declare import Declare
from kiosk.steps.face import Face
from kiosk.steps.face_consent import FaceConsent
from kiosk.steps.form import Form
from kiosk.steps.goodbye import Goodbye
from kiosk.steps.home import Home
from kiosk.steps.notices import Notices
from kiosk.steps.out_of_service import OutOfService
from kiosk.steps.pay import Pay
from kiosk.steps.read_id_card import ReadIdCard
from kiosk.steps.result import Result
from kiosk.steps.sign import Sign
from kiosk.steps.submitted import Submitted
from kiosk.steps.violations import Violations
from kiosk.steps.wait import Wait

STEPS: Mapping[str, type[Step]] = {
    step.kind: step
    for step in (
        Attract,
        Home,
        ReadIdCard,
        Declare,
        Choose,
        Form,
        Wait,
        Notices,
        Address,
        Confirm,
        Sign,
        FaceConsent,
        Face,
        Pay,
        Submitted,
        Violations,
        Result,
        AdviceStep,
        Goodbye,
        OutOfService,
    )
}
