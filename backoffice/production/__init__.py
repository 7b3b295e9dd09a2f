"""Production 制证: the registry re-issues, the clerk checks the certificate."""
