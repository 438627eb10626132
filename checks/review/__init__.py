"""Review: people's decisions about loads, and how a load is readmitted."""
