"""The same leaflet made with other programs, for comparison.  Nothing else in the project imports this."""
