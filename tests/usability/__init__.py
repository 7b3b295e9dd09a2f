"""How much a citizen has to touch: addresses and rare names, entered through the real keyboard by synthetic touches."""
