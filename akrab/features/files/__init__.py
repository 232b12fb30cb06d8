"""Files kept with any record, once by content, behind the access rule."""
