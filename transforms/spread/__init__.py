"""How far practices have spread: adoption histories and the curve fitted to them."""
