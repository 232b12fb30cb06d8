"""Territories: named parts of the world by address, each with a team or people who look after it."""
