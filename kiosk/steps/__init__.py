"""One file per kind of step, of the same name as its screen in `ui/Kiosk/Screens`."""

from collections.abc import Mapping

from kiosk.flow.step import Step
from kiosk.steps.address import Address
from kiosk.steps.advice import AdviceStep
from kiosk.steps.applications import Applications
from kiosk.steps.attract import Attract
from kiosk.steps.choose import Choose
from kiosk.steps.confirm import Confirm
from kiosk.steps.declare import Declare
from kiosk.steps.documents import Documents
from kiosk.steps.face import Face
from kiosk.steps.face_consent import FaceConsent
from kiosk.steps.form import Form
from kiosk.steps.goodbye import Goodbye
from kiosk.steps.home import Home
from kiosk.steps.licence_photo import LicencePhotoStep
from kiosk.steps.maintenance import Maintenance
from kiosk.steps.notices import Notices
from kiosk.steps.out_of_service import OutOfService
from kiosk.steps.outcome import OutcomeStep
from kiosk.steps.pay import Pay
from kiosk.steps.penalty_notice import PenaltyNoticeStep
from kiosk.steps.read_id_card import ReadIdCard
from kiosk.steps.result import Result
from kiosk.steps.sign import Sign
from kiosk.steps.submitted import Submitted
from kiosk.steps.violation_choice import ViolationChoice
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
        Documents,
        Wait,
        Notices,
        Address,
        Confirm,
        Sign,
        FaceConsent,
        Face,
        LicencePhotoStep,
        Pay,
        Submitted,
        Violations,
        ViolationChoice,
        Applications,
        PenaltyNoticeStep,
        OutcomeStep,
        Result,
        AdviceStep,
        Goodbye,
        OutOfService,
        Maintenance,
    )
}
