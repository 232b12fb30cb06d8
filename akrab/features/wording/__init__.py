"""Words with a record's values in them: which fields a text names, how it is marked up, in which language."""
