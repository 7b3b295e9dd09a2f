"""The whole house on one machine: cabinet, partners, office, courier and terminal, started and stopped together."""
