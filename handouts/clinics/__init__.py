"""The clinic and its brand."""
