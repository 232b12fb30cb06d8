"""Saved views: a filter, columns and a sort under a name."""
