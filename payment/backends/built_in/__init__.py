"""The built-in back end: EMV/PBOC contact card, online PIN, ISO 8583 to the acquirer, reversals."""
