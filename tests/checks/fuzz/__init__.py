"""Files of every sort of damage, thrown at the gate."""
