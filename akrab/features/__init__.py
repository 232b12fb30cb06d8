"""The abilities: each works on any object, and none knows another, save search and views."""
