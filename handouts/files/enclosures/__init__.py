"""A clinic's own PDFs, whose pages follow a leaflet's."""
