"""Documents 文书: made from templates, signed, kept sealed with their case."""
