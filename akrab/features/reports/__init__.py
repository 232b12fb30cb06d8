"""Figures over any object, with the rows behind each."""
