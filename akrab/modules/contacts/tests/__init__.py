"""Proofs of contacts."""
