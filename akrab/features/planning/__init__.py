"""Planning: what takes place when, who and what is needed for it, and a feed of it for other calendars."""
