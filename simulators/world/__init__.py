"""The synthetic people: invented names, numbers, addresses and drawn faces, with what the police registry knows of them."""
