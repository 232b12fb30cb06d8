"""Telling open pages that something changed, the moment it did."""
