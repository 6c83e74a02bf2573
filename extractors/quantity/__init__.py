"""The quantity grammar; `find_quantities` is the way in."""

from extractors.quantity.grammar import Reading, find_quantities, read_numbers

__all__ = ["Reading", "find_quantities", "read_numbers"]
