"""Which entries of the audit log mean that a member of staff saw personal data in full.

`tests/backoffice/audit/test_every_view.py` walks every page of the desk and holds this list to what they do.
"""

PERSONAL = frozenset(
    {
        "case.viewed",  # the application beside the registry's answer
        "case.photo_viewed",
        "case.label_printed",  # name, address and phone
        "case.note_read",
        "statement.viewed",  # a defence or an objection
        "statement.picture_viewed",
        "production.slip_opened",
        "dispatch.labels_opened",
        "dispatch.hand_over_listed",
    }
)
