"""What runs out at a terminal, in the order in which the desk shows it."""

LEVELS = ("receipt_paper", "document_paper", "toner")
