"""What the clerk compares and what production makes, one module per service."""
