"""交通违法查询: who may look up what is open against the own vehicles and the own licence.

Nothing but a valid identity document is needed to ask: whoever has no licence may own a vehicle, whoever has no vehicle may
have a licence, and a licence issued elsewhere may be looked up here. What of the answer may be shown depends on the face.
"""

from domain.reasons import Refusal
from domain.rules import grounds
from domain.rules.facts import LicenceFacts
from domain.services import ServiceTerms


def refusals(facts: LicenceFacts, terms: ServiceTerms) -> list[Refusal]:
    """Return every reason that stands against the query; empty means that it may be asked."""
    del terms
    return grounds.document_expired(facts.document_valid_to, facts.today)
