"""What a contributor runs beside greenopt itself."""
