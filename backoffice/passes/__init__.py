"""Truck passes 货车通行证: issued with a signed code, looked up, verified, revoked."""
