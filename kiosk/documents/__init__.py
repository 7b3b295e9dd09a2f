"""What the terminal prints: templates and what fills them."""
