"""The rules of the pages alone."""
