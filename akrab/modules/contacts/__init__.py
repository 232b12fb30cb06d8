"""People and companies, and what is known of them."""
