"""What people decide about loads, and how a load is admitted again."""
