"""What an eligible person is offered: the licence and the own vehicles, masked, and what may be chosen."""

from collections.abc import Sequence
from dataclasses import replace

from backoffice.intake.handles import handle_of
from backoffice.intake.issuers import Issuers
from backoffice.registry.port import RegistryRecord
from backoffice.retention.vault import Vault
from domain.addresses import Region, mask_written
from domain.people import mask_name, mask_number
from domain.reasons import SAYABLE_OF_A_VEHICLE
from domain.rules.catalogue import ServiceRules
from domain.rules.facts import Facts
from domain.rules.rule import About, refusals
from domain.services import ServiceTerms
from domain.vehicles import Vehicle, mask_plate
from domain.wire.v1 import MaskedLicence, MaskedVehicle

UNKNOWN_KIND = "99"  # 其他 (GA 24.7): what is drawn where the registry tells no kind


def licence_offer(
    record: RegistryRecord, rules: ServiceRules, regions: Sequence[Region], issuers: Issuers
) -> MaskedLicence | None:
    """Return the licence masked, where the service is about it."""
    licence = record.licence
    if licence is None or rules.about is not About.LICENCE:
        return None
    return MaskedLicence(
        number=mask_number(licence.number),
        holder=mask_name(licence.holder),
        classes=licence.classes,
        valid_to=licence.valid_to,
        issuer=issuers.name_of(licence.archive_number),
        address=mask_written(regions, licence.address),
    )


def vehicle_offers(
    vault: Vault, id_number: str, rules: ServiceRules, facts: Facts, terms: ServiceTerms, *, told_states: bool
) -> list[MaskedVehicle]:
    """Return every own vehicle with what stands against it; states only where they may be told."""
    if rules.about is not About.VEHICLES or (not facts.licence and not facts.vehicles):
        return []
    return [_offer(handle_of(vault, id_number, one), one, rules, facts, terms, told_states) for one in facts.vehicles]


def _offer(
    handle: str, vehicle: Vehicle, rules: ServiceRules, facts: Facts, terms: ServiceTerms, told_states: bool
) -> MaskedVehicle:
    """What is pending for the chosen one says nothing of the others: each is looked up by itself (`facts.pending_vehicles`)."""
    own = (rule for rule in rules.rules if rule.of == "vehicle")
    against = refusals(own, replace(facts, vehicle=vehicle, same_business_pending=False), terms)
    said = [refusal.code for refusal in against if told_states or refusal.code in SAYABLE_OF_A_VEHICLE]
    return MaskedVehicle(
        handle=handle,
        plate=mask_plate(vehicle.plate),
        plate_kind=vehicle.plate_kind or UNKNOWN_KIND,
        model=vehicle.model,
        reasons=said,
    )


def options_of(rules: ServiceRules, facts: Facts, terms: ServiceTerms) -> list[str]:
    """Return what may be chosen, as the service's rules have it."""
    return list(rules.options(facts, terms)) if rules.options else []
