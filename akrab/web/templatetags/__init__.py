"""Template tags that every template has at hand."""
