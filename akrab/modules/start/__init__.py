"""The first run: a new company sets itself up, step by step, from ready pieces of its trade."""
