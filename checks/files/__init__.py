"""What is inside a file: compression, archive members, and the form of its text."""
