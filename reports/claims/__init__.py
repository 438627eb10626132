"""Claims: what a page says, in a form that a program can check."""
