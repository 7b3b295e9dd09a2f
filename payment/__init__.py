"""Money, in a process of its own with its own journal. Nothing outside ever sees a PIN, track 2 or a full card number."""
