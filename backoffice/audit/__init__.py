"""The audit log 审计: who did and who saw what; append-only, hash-chained once a minute by the worker."""
