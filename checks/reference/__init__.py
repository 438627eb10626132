"""Reference facts that ship with the product as CSV files, each with its source, and the code that reads them."""
