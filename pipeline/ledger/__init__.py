"""What the records of many reports say together."""
