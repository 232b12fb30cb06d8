"""How far a company has come in setting itself up."""
