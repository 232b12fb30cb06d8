"""Rules as people read and edit them: names for paths, sentences for JSON, forms for each kind of step."""
