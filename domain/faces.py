"""Face verification 人脸核验 in words that terminal and office share."""

from enum import StrEnum


class FaceDecision(StrEnum):
    """What a comparison of faces says. Scores and thresholds belong to one engine and one calibration."""

    MATCH = "match"  # 相符
    REVIEW = "review"  # 待人工复核: between the thresholds
    NO_MATCH = "no_match"  # 不符
    UNUSABLE = "unusable"  # 无法比对: no reference, or no picture that can be compared


class ReferenceKind(StrEnum):
    """Which photograph a face is compared with."""

    REGISTRY = "registry"  # 登记照
    CHIP = "chip"  # 身份证芯片照


class FacePicture(StrEnum):
    """Which picture of a person: the live one that shows him best, or a photograph that it is compared with."""

    LIVE = "live"
    REGISTRY = "registry"
    CHIP = "chip"


class IdentityCheck(StrEnum):
    """How it is made sure that the applicant is the person on the card."""

    FACE = "face"  # 人脸核验 at the terminal
    OFFICE_COMPARISON = "office_comparison"  # 后台比对: the equal way without face recognition
    NOT_NEEDED = "not_needed"  # 无需核对: a fine paid by the number on the paper; whoever holds it may pay
