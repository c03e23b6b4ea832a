"""One patient's appointment: frozen, validated once, at the door."""
