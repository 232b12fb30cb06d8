"""The roof: settings, addresses, server and command line, and what follows each change. Nobody imports it."""
