"""What the office says no to: expected answers of the business operations, never bugs and never personal data."""

from enum import StrEnum


class Reason(StrEnum):
    """Why an operation is not done. The desk has a sentence for each (`desk.refusal.<reason>` in the texts)."""

    NUMBER_TAKEN = "number_taken"  # another application already has this number
    SERVICE_NOT_OFFERED = "service_not_offered"  # this office has no desk for it
    NOT_FOUND = "not_found"  # no such case
    WRONG_STATUS = "wrong_status"  # the case does not stand where this may be done
    CLAIMED_BY_OTHER = "claimed_by_other"  # another clerk holds the lease
    NOT_CLAIMED = "not_claimed"  # claim it first (or the lease has run out)
    REGISTRY_MISSING = "registry_missing"  # the registry has not been asked successfully yet
    REGISTRY_STALE = "registry_stale"  # its answer is too old to decide on: ask again
    PERSON_NOT_JUDGED = "person_not_judged"  # photographs not compared yet
    PERSON_DOUBTFUL = "person_doubtful"  # judged doubtful: cannot be approved
    MISMATCH_STANDS = "mismatch_stands"  # an item does not agree
    CHANGE_NOT_ACCEPTED = "change_not_accepted"  # a changed item has not been accepted
    NOT_A_CHANGE = "not_a_change"  # only a changed item can be accepted
    CODES_MISSING = "codes_missing"  # a decision must carry its reasons
    CODE_NOT_ALLOWED = "code_not_allowed"  # this reason does not go with this decision
    ITEMS_UNKNOWN = "items_unknown"  # an item to correct that this service does not have
    NOTE_MISSING = "note_missing"  # R-LAW needs its sentence
    SECOND_PERSON_IS_PROPOSER = "second_person_is_proposer"  # 双人审核: somebody else must agree
    DECISION_WAITS = "decision_waits"  # a decision waits for its second person
    NO_DECISION_WAITS = "no_decision_waits"
    CERTIFICATE_MISSING = "certificate_missing"  # the registry has not given a number yet
    CERTIFICATE_MISMATCH = "certificate_mismatch"  # what was scanned is not this case's certificate
    ADDRESS_MISSING = "address_missing"  # the registry has no address any more: nothing a letter could be sent to
    WAYBILL_MISSING = "waybill_missing"
    WAYBILL_MISMATCH = "waybill_mismatch"  # what was scanned is not this case's waybill
    PARTNER_DOWN = "partner_down"  # registry, post or SMS do not answer now; nothing is lost
    PARTNER_REFUSED = "partner_refused"  # they answered no; staff must look
    HANDLING_BARRED = "handling_barred"  # the decision cannot be made as the notice said: at the window only
    REFERENCE_INVALID = "reference_invalid"  # a refund needs the reference of whoever gave the money back
    ROLE_MISSING = "role_missing"
    PHOTO_CLOSED = "photo_closed"  # photographs are for who holds the lease, or who gives the second look
    EVIDENCE_GONE = "evidence_gone"  # retention has destroyed the key
    REFUSED_PROFILE = "refused_profile"  # only the sandbox may do this


class Refused(Exception):
    """An operation is not done, and why. `items` and `codes` name what stands in the way, never a person."""

    def __init__(self, reason: Reason, *, items: tuple[str, ...] = (), codes: tuple[str, ...] = ()) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.items = items
        self.codes = codes


class CaseChanged(Exception):
    """Somebody else changed the case in between (409); nothing was done."""
