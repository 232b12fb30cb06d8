"""The wall: what keeps the rows of one workspace from every other, and the database beneath it."""
