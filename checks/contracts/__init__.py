"""The vocabulary of contracts: what a kind of extract looks like, and the rules it must meet."""
