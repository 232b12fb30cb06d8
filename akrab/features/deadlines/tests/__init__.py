"""Proofs of deadlines."""
