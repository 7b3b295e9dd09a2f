"""What the registry answers, and what is made of it."""
