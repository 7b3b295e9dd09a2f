"""变更机动车所有人联系方式: phone, address, e-mail of a vehicle's owner are filed anew, for one or all own vehicles.

机动车登记规定 (公安部令第164号, in force 2022-05-01) §23(3), §24(3): within 30 days; the identity document; one working day.
Another residence, name or document (§23(1), (2)) is a change of the register and handled at the window.
"""

from dataclasses import dataclass, field

from domain.rules import grounds
from domain.rules import vehicle_documents as documents
from domain.rules.rule import About, Rule
from domain.rules.vehicle_documents import parse_vehicle_terms

ABOUT = About.VEHICLES
parse_own = parse_vehicle_terms


@dataclass(frozen=True)
class Declaration:
    """For which vehicles, and what is filed besides phone and address, which travel as the delivery."""

    vehicles: tuple[str, ...] = field(repr=False)  # handles
    ticket: str = field(repr=False)  # of the code that proved the phone
    email: str = field(repr=False, default="")
    postcode: str = field(repr=False, default="")


RULES = (
    grounds.DOCUMENT_VALID,
    Rule("has_vehicle", "公安部令第164号 §23, §24", documents.no_vehicle),
    Rule("vehicle_sound", "公安部令第164号 §3", documents.not_understood, of="vehicle"),
    Rule("individual_owner", "公安部令第164号 §89; [rules] allow_unit_owner", documents.unit_owner, of="vehicle"),
    Rule(
        "registered_here",
        "公安部令第164号 §24; [rules] plate_prefixes, area_prefixes",
        documents.registered_elsewhere,
        of="vehicle",
    ),
    Rule("kind_served", "configuration: [rules] plate_kinds", documents.kind_not_served, of="vehicle"),
    Rule("in_force", "公安部令第164号 §76", documents.not_in_force, of="vehicle"),
    Rule("not_held", "configuration: [rules] barred_states", documents.held, of="vehicle"),
    grounds.NOT_PENDING,
)
