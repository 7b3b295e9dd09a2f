"""Who may, when, and why not: one module per service, pure functions over what is known."""
