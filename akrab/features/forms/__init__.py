"""Public forms: what a visitor sends becomes a record, exactly once."""
