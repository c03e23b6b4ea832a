"""What a clinic's folder begins with: data."""
