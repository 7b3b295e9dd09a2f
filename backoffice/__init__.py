"""The review service; one folder per desk of the office."""
