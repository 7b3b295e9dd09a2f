"""换领行驶证, as a citizen does it: every screen is looked at, every finger touch is real."""

from functools import partial

from simulators.citizen.script import Script
from simulators.citizen.vehicle_documents import Wish, go

SLUG = "vehicle_licence_replace"
WISH = Wish(SLUG, {"reason": "illegible", "parts": "both"}, place=2)
visit = partial(go, WISH)
SCRIPT = Script(visit, "qin_shan", "流水号 / application number")
