"""What patients read around a leaflet that comes by e-mail: templates, as data.  No value of a patient's record is given to them."""
