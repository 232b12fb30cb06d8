"""Claims: what another source says of a field, kept beside its value until somebody chooses."""
