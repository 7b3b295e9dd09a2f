"""补领行驶证: a vehicle licence of which pages were lost is made anew.

机动车登记规定 (公安部令第164号, in force 2022-05-01) §52: only the identity document is needed;
what is left of the old one is handed back, and the old one is void; what stands against it: `vehicle_documents`.
"""

from dataclasses import dataclass, field
from typing import Literal

from domain.rules import vehicle_documents
from domain.rules.rule import About

ABOUT = About.VEHICLES
RULES = vehicle_documents.RULES
parse_own = vehicle_documents.parse_vehicle_terms


@dataclass(frozen=True)
class Declaration:
    """What is declared. `parts`: what was lost, the main page 正页, the copy 副页, or both."""

    vehicle: str = field(repr=False)  # its handle
    reason: Literal["lost", "stolen", "destroyed"]  # 遗失 被盗 灭失
    parts: Literal["main", "copy", "both"]
