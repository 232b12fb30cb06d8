"""Akrab: one place where a company sells, serves and works together with its customers."""
