"""The demo: the window company, its people and set-up, and a few months of its life."""
