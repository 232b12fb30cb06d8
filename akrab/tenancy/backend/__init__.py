"""The PostgreSQL backend with the guard: `ENGINE = "akrab.tenancy.backend"`."""
