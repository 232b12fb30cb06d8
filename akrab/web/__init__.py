"""The door for people: every page that works on any object."""
