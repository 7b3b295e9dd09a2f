"""For the technician: self-test, a look into the outbox, verification of the audit log."""
