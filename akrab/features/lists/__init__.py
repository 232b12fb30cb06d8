"""Keeping open lists: what uses an entry, retiring one, and merging one into another."""
