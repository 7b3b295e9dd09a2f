"""Review 审核: cases, what the clerk compares, what the clerk decides."""
