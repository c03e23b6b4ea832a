"""The web site: pages, pictures, style, search."""
