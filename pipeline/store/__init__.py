"""What was extracted, kept in a database."""
