"""Taking over pages of the edition before whose inputs are the same."""
