"""The door for programs: every object as JSON under /api/v1, made from its description."""
