"""What every camera gives: the words that its contract, its readers and the way to it share."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""Height × width × 3, blue-green-red, as OpenCV has it; not mirrored."""


@dataclass(frozen=True)
class Frame:
    """One picture of the stream."""

    number: int  # grows by one with each picture of the device; some may be skipped
    taken_at: float  # monotonic seconds of the injected clock
    image: Image = field(repr=False)
