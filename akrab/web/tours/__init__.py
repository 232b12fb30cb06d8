"""Guided tours: a card that goes through the real pages, pointing at one thing after another."""
