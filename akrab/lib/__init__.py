"""The ground: small tools that know nothing of this product, one subject a file."""
