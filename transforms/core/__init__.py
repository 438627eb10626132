"""What is known, one table a file."""
