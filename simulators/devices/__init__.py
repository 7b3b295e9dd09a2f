"""The cabinet's devices in software: each one speaks its real protocol from the device's side of a pseudo terminal."""
