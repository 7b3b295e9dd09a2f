"""Makes the photograph of a licence of one frame of the camera, and measures whether it meets the requirements.

Everything here is a function of the picture and the rules. What cannot be measured (a hat, a uniform, hair over the ears) the
office sees; docs/licence_photo.md says how good the rest is.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.licence_photo import PhotoDefect, PhotoLimits, PhotoRules, PhotoSize
from kiosk.face.contract import LicencePhoto
from kiosk.face.cutout import Mask, Part, cut_out
from kiosk.face.eyes import eye_glare, eyes_open
from kiosk.face.head import Frame, Head, frame_of, lean_of, measure_head
from kiosk.face.quality import Measures, measure
from kiosk.face.vision import Face, Image

WHITE = 255.0
QUALITIES = (95, 90, 85, 78, 70, 60, 45, 30)
GROUND = 0.02  # share of person up to which a pixel is ground
BESIDE = 9  # pixels around the person that are neither, at the size of the photograph
CALM = 2.0  # pixels by which the ground is smoothed before it is measured: grain is no unevenness
LOWEST = 30  # rows of the photograph in which the shoulders are measured
REACH_OVER = 0.01  # share of the frame that may lie outside of the picture
_NEUTRAL = 128.0  # Cr and Cb of grey


@dataclass(frozen=True)
class PhotoMeasures:
    """What was measured. Grey and colour in levels of 0..255, shares 0..1, angles in degrees."""

    head_height_mm: float
    head_width_mm: float
    head_px: float  # chin to crown in the camera's picture
    ground_brightness: float
    ground_colour: float
    ground_unevenness: float
    shoulders: float  # width of what was cut out at the lower edge, in widths of the head
    forehead: float  # crown to eyes, in distances from eyes to chin
    outside: float  # share of the frame that the picture does not hold
    turn: float
    roll: float
    eyes_open: float
    eye_glare: float
    brightness: float
    glare: float
    shadow: float
    asymmetry: float
    sharpness: float


@dataclass(frozen=True)
class Ground:
    """What is behind the person."""

    brightness: float
    colour: float  # distance from grey
    unevenness: float

    def is_good(self, limits: PhotoLimits) -> bool:
        """Tell whether it may stay as it is."""
        return (
            self.brightness >= limits.ground_brightness
            and self.colour <= limits.ground_colour
            and self.unevenness <= limits.ground_unevenness
        )


def nothing_taken() -> LicencePhoto:
    """Return what comes of a try in which nobody was to be seen."""
    return LicencePhoto(b"", (PhotoDefect.CUT,), {}, background_replaced=False)


def develop(image: Image, face: Face, rules: PhotoRules) -> LicencePhoto:
    """Make the photograph; a picture with defects is made, too, and says which."""
    part, mask = cut_out(image, face)
    head = measure_head(part, mask, face)
    frame = frame_of(head, rules.size)
    picture, person = framed(image, part, mask, frame, rules.size)
    ground = ground_of(picture, person)
    replaced = rules.limits.replace_ground and not ground.is_good(rules.limits)
    if replaced:
        picture = on_white(picture, person)
        ground = ground_of(picture, person)
    measures = _measures(image, face, head, frame, ground, shoulders_of(person, head, frame))
    good = ground.is_good(rules.limits) and (not replaced or is_cut_well(measures, rules.limits))
    defects = defects_of(measures, rules, ground_is_good=good)
    jpeg = compressed(picture, rules.size.largest_bytes)
    rounded = {name: round(value, 3) for name, value in asdict(measures).items()}
    return LicencePhoto(jpeg, defects, rounded, background_replaced=replaced)


def framed(image: Image, part: Part, mask: Mask, frame: Frame, size: PhotoSize) -> tuple[Image, Mask]:
    """Return the frame of the picture, and who is in it, in the size of the photograph; beyond the edges the edge goes on."""
    scale = size.height_px / frame.height
    matrix = np.array([[scale, 0, -frame.left * scale], [0, scale, -frame.top * scale]], np.float64)
    wanted = (size.width_px, size.height_px)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    picture = cv2.warpAffine(image, matrix, wanted, flags=how, borderMode=cv2.BORDER_REPLICATE)
    whole = np.zeros(image.shape[:2], np.float32)
    whole[part.top : part.bottom, part.left : part.right] = mask
    person = cv2.warpAffine(whole, matrix, wanted, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(picture, np.uint8), np.asarray(person, np.float32)


def ground_of(picture: Image, person: Mask) -> Ground:
    """Measure the ground, away from the person's edge; without any ground it is as bad as can be."""
    kernel = np.ones((2 * BESIDE + 1, 2 * BESIDE + 1), np.uint8)
    near = cv2.dilate((person > GROUND).astype(np.uint8), kernel).astype(bool)
    if near.all():
        return Ground(0.0, WHITE, WHITE)
    colours = cv2.cvtColor(cv2.GaussianBlur(picture, (0, 0), CALM), cv2.COLOR_BGR2YCrCb).astype(np.float32)[~near]
    cr, cb = float(np.median(colours[:, 1])), float(np.median(colours[:, 2]))
    return Ground(float(np.median(colours[:, 0])), float(np.hypot(cr - _NEUTRAL, cb - _NEUTRAL)), float(np.std(colours[:, 0])))


def on_white(picture: Image, person: Mask) -> Image:
    """Return the person before a white ground."""
    share = person[:, :, None]
    return np.clip(picture * share + WHITE * (1 - share), 0, WHITE).astype(np.uint8)


def shoulders_of(person: Mask, head: Head, frame: Frame) -> float:
    """Return how wide the person is at the lower edge of the photograph, in widths of the head."""
    wide = float((person[-LOWEST:] > 0.5).mean()) * frame.width
    return wide / max(head.width, 1.0)


def is_cut_well(found: PhotoMeasures, limits: PhotoLimits) -> bool:
    """Tell whether what was cut out can be a person: shoulders wider than the head, a crown where a crown may be.

    Before a restless ground a cut-out loses dark hair or dark clothes, or keeps a piece of the ground; most of these show here.
    """
    forehead = limits.forehead.least / 100 <= found.forehead <= limits.forehead.most / 100
    return forehead and found.shoulders >= limits.shoulders / 100


def defects_of(found: PhotoMeasures, rules: PhotoRules, *, ground_is_good: bool) -> tuple[PhotoDefect, ...]:
    """Return what is wrong, in the order of :class:`domain.licence_photo.PhotoDefect`."""
    limits = rules.limits
    wrong = {
        PhotoDefect.CUT: found.outside > REACH_OVER,
        PhotoDefect.HEAD_SIZE: not _is_of_size(found, rules.size),
        PhotoDefect.POSE: abs(found.turn) > limits.turn / 100 or abs(found.roll) > limits.roll,
        PhotoDefect.EYES: found.eyes_open < limits.eyes_open / 1000 or found.eye_glare > limits.eye_glare / 100,
        PhotoDefect.LIGHT: not _is_well_lit(found, limits),
        PhotoDefect.BACKGROUND: not ground_is_good,
        PhotoDefect.BLUR: found.sharpness < limits.sharpness,
    }
    return tuple(defect for defect in PhotoDefect if wrong[defect])


def _is_of_size(found: PhotoMeasures, size: PhotoSize) -> bool:
    slack = size.head_width_slack_mm
    high = size.head_height.least - 0.01 <= found.head_height_mm <= size.head_height.most + 0.01
    wide = size.head_width.least - slack <= found.head_width_mm <= size.head_width.most + slack
    return high and wide and found.head_px >= size.least_head_px


def _is_well_lit(found: PhotoMeasures, limits: PhotoLimits) -> bool:
    return (
        limits.brightness.least <= found.brightness <= limits.brightness.most
        and found.glare <= limits.glare / 100
        and found.shadow <= limits.shadow / 100
        and found.asymmetry <= limits.asymmetry / 100
    )


def _measures(image: Image, face: Face, head: Head, frame: Frame, ground: Ground, shoulders: float) -> PhotoMeasures:
    seen: Measures = measure(image, face)
    return PhotoMeasures(
        head_height_mm=head.height * frame.mm_per_pixel,
        head_width_mm=head.width * frame.mm_per_pixel,
        head_px=head.height,
        ground_brightness=ground.brightness,
        ground_colour=ground.colour,
        ground_unevenness=ground.unevenness,
        shoulders=shoulders,
        forehead=(head.eyes - head.crown) / max(head.chin - head.eyes, 1.0),
        outside=_outside(frame, image.shape),
        turn=face.turn,
        roll=lean_of(face),
        eyes_open=eyes_open(image, face),
        eye_glare=eye_glare(image, face),
        brightness=seen.brightness,
        glare=seen.glare,
        shadow=seen.shadow,
        asymmetry=seen.asymmetry,
        sharpness=seen.sharpness,
    )


def _outside(frame: Frame, shape: Sequence[int]) -> float:
    """Return which share of the frame the picture does not hold."""
    across = min(frame.left + frame.width, shape[1]) - max(frame.left, 0.0)
    down = min(frame.top + frame.height, shape[0]) - max(frame.top, 0.0)
    return 1.0 - max(0.0, across) * max(0.0, down) / (frame.width * frame.height)


def compressed(picture: NDArray[np.uint8], largest: int) -> bytes:
    """Return the picture as JPEG of at most `largest` bytes, as good as that allows; noise alone may still be larger."""
    encoded = b""
    for quality in QUALITIES:
        encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(encoded) <= largest:
            break
    return encoded
