"""Letters to customers from templates: checked before anything is sent, from a person who answers for them."""
