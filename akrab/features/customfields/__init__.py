"""What a company says of its own objects: further fields, its own words, the order of fields, what is switched off."""
