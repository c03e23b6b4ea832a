"""Objects, operators and the archive's metadata, as bytes."""
