"""What people see; the only place where Qt lives."""
