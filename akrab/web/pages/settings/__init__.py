"""Settings: what administrators set up for everyone, and what everyone sets up for themselves."""
