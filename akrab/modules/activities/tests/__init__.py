"""Proofs of activities."""
