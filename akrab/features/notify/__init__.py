"""Notices to people: what needs them, once each."""
