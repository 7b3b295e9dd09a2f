"""What the office says no to: expected answers of the business operations, never bugs and never personal data."""

from enum import StrEnum


class Reason(StrEnum):
    """Why an operation is not done. The desk has a sentence for each (`desk.refusal.<reason>` in the texts)."""

    NUMBER_TAKEN = "number_taken"  # another application already has this number
    SERVICE_NOT_OFFERED = "service_not_offered"  # this office has no desk for it
    NOT_FOUND = "not_found"  # no such case
    WRONG_STATUS = "wrong_status"  # the case does not stand where this may be done
    CLAIMED_BY_OTHER = "claimed_by_other"  # another clerk holds the lease
    NOT_HELD = "not_held"  # nobody else works on it
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
    SAME_PERSON = "same_person"  # whoever accepted an application does not approve it
    DECISION_WAITS = "decision_waits"  # a decision waits for its second person
    NO_DECISION_WAITS = "no_decision_waits"
    CERTIFICATE_MISSING = "certificate_missing"  # the registry has not given a number yet
    CERTIFICATE_MISMATCH = "certificate_mismatch"  # what was scanned is not this case's certificate
    CHECKER_IS_MAKER = "checker_is_maker"  # 双人: whoever made it may not give the second look, where the office wants two
    BLANK_MISSING = "blank_missing"  # no numbered blank is left for it, or it has none
    BLANK_UNKNOWN = "blank_unknown"  # no such number ever came in
    BLANK_USED = "blank_used"  # that number is not in stock any more
    BLANK_RANGE_INVALID = "blank_range_invalid"
    BLANK_RANGE_TAKEN = "blank_range_taken"  # one of these numbers came in before
    BATCH_UNFIT = "batch_unfit"  # of another kind, in another batch, or not waiting to be made
    BATCH_NOT_DONE = "batch_not_done"  # something in it is neither made nor put back
    BATCH_CLOSED = "batch_closed"
    NOTHING_THERE = "nothing_there"  # nothing scanned here fits what was scanned
    ID_MISMATCH = "id_mismatch"  # who came to fetch it is not who applied
    ADDRESS_MISSING = "address_missing"  # the registry has no address any more: nothing a letter could be sent to
    WAYBILL_MISSING = "waybill_missing"
    WAYBILL_MISMATCH = "waybill_mismatch"  # what was scanned is not this case's waybill
    STILL_UNREADABLE = "still_unreadable"  # what was put aside still cannot be taken
    PARTNER_DOWN = "partner_down"  # registry, post or SMS do not answer now; nothing is lost
    PARTNER_REFUSED = "partner_refused"  # they answered no; staff must look
    HANDLING_BARRED = "handling_barred"  # the decision cannot be made as the notice said: at the window only
    REFERENCE_INVALID = "reference_invalid"  # a refund needs the reference of whoever gave the money back
    STATEMENT_UNREADABLE = "statement_unreadable"  # the acquirer's file is not exactly as agreed; items: row, column
    STATEMENT_KNOWN = "statement_known"  # that day's statement is here already
    STATEMENT_MISSING = "statement_missing"  # nothing to hold the day against
    DAY_CLOSED = "day_closed"  # 已结账: open it again first
    DIFFERENCES_OPEN = "differences_open"  # a day with differences that nobody cleared is not closed
    NOTE_NAMES_SOMEBODY = "note_names_somebody"  # an open note must not carry ID or card numbers
    ROLE_MISSING = "role_missing"
    WHOLE_CITY_ONLY = "whole_city_only"  # a matter of every district: not for staff who have districts
    PHOTO_CLOSED = "photo_closed"  # photographs are for who holds the lease, or who gives the second look
    ALREADY_HELD = "already_held"  # a legal hold stands already
    CLERK_UNKNOWN = "clerk_unknown"  # nobody of this name may take this case
    TABLE_INVALID = "table_invalid"  # a working-day table that cannot be right; items: what is wrong with it
    EVIDENCE_GONE = "evidence_gone"  # retention has destroyed the key
    EVIDENCE_MISSING = "evidence_missing"  # the store does not have what the database names; staff must look
    STORE_DOWN = "store_down"  # the evidence store does not answer or refuses the office; nothing is lost
    USERNAME_TAKEN = "username_taken"
    USERNAME_INVALID = "username_invalid"
    ROLES_MISSING = "roles_missing"
    DISTRICT_UNKNOWN = "district_unknown"
    OWN_ACCOUNT = "own_account"  # nobody gives himself other duties
    LAST_ADMIN = "last_admin"  # somebody must be left who can let others in
    ADMIN_ALONE = "admin_alone"  # who administers accounts has no business role
    COMMAND_UNFIT = "command_unfit"  # a terminal cannot be ordered this, or not this terminal
    CONFIGURATION_UNFIT = "configuration_unfit"  # not TOML, or a key or value that may not be changed from afar
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
