"""What every test stands on, wherever it lies."""

pytest_plugins = ["tests.plugin"]
