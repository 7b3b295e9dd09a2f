"""换领行驶证: a damaged vehicle licence is replaced.

机动车登记规定 (公安部令第164号, in force 2022-05-01) §52: the damaged one is handed back and
void from then on; what stands against it: `vehicle_documents`.
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
    """What is declared. `parts`: what is damaged, the main page 正页, the copy 副页, or both."""

    vehicle: str = field(repr=False)  # its handle
    reason: Literal["damaged", "illegible"]  # 破损 字迹不清
    parts: Literal["main", "copy", "both"]
