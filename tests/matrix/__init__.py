"""Every service, everything that may happen on its way: with real devices, a real office, and no screen (screens: --long)."""
