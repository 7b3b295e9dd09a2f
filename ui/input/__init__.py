"""What turns touched letters and strokes into Chinese; no Qt here, and nothing of it is kept from one citizen to the next."""
