"""The bench: a large company is made, and what people and programs do most is timed against the budgets."""
