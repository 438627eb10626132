"""What may enter: the contracts of the extracts, and the gate that holds every file to them."""
