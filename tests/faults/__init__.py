"""Workers that die at every point of their work."""
