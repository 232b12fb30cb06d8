"""The window company of the acceptance scenario, from the first request to the last report."""
