"""Building blocks of contracts: the layout of a kind of extract and the rules it must meet."""
