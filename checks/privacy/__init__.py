"""Privacy: recognise files about individual patients, so that they are refused and never copied."""
