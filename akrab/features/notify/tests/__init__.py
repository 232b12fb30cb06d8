"""Proofs of notify."""
