"""Objects that exist in tests alone: between them they have a field of every type."""
