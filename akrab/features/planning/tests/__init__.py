"""What is promised of planning."""
