"""换领号牌: damaged plates are replaced, with the same number.

机动车登记规定 (公安部令第164号, in force 2022-05-01) §51: within 15 working days, meanwhile a
temporary plate for at most 15 days; the damaged ones are handed back; what stands against it: `vehicle_documents`.
"""

from dataclasses import dataclass, field
from typing import Literal

from domain.rules import vehicle_documents
from domain.rules.plates import parse_plate_terms
from domain.rules.rule import About

ABOUT = About.VEHICLES
RULES = vehicle_documents.RULES
parse_own = parse_plate_terms


@dataclass(frozen=True)
class Declaration:
    """What is declared. `parts`: the plates that are damaged; the whole set is made anew."""

    vehicle: str = field(repr=False)  # its handle
    reason: Literal["damaged", "faded"]  # 损毁 辨认不清
    parts: Literal["front", "rear", "both"]
    temporary_plate: bool = False  # one to drive with until the plates come 临时行驶车号牌
