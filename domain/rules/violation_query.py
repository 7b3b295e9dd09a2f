"""交通违法查询: who may look up what is open against the own vehicles and the own licence.

Nothing but a valid identity document is needed to ask: whoever has no licence may own a vehicle, whoever has no vehicle may
have a licence, and a licence issued elsewhere may be looked up here. What of the answer may be shown depends on the face.
"""

from domain.rules import grounds
from domain.rules.rule import About

ABOUT = About.PERSON
RULES = (grounds.DOCUMENT_VALID,)
