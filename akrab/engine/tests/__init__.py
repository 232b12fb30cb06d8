"""Proofs of the engine, on the test objects."""
