"""Working calendars: when a team works, with holidays, closures and days of their own."""
