"""Proofs of forms."""
