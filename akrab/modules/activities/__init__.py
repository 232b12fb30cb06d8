"""What people do: tasks, calls, visits and notes, about any record."""
