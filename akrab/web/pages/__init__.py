"""Pages: each function reads like a sentence: who, which, do, show."""
