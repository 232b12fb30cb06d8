"""Mail that leaves through one queue with a ledger: sent once, or known to be unknown."""
