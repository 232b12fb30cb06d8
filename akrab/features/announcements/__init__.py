"""Announcements to all, a team or one person, and who has read them."""
