"""A small app that follows every modelling rule, installed in tests alone, for the proofs of the wall."""
