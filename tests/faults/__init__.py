"""What holds when a worker is killed at the worst moment."""
