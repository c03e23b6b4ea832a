"""Places and stores, files that are there whole or not at all, TOML."""
