"""Moments at which something must have happened, each fired once."""
