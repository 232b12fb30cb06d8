"""The business: what exists and what can be done with it. Each folder could be deleted."""
