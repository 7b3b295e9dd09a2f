"""What is open against a person, and its pictures."""
