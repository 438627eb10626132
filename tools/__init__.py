"""What keeps the supply of packages in order: the audit and the bill of materials. Not installed with Holdgain."""
