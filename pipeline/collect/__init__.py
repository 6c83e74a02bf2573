"""Getting what was published, and keeping what was seen."""
