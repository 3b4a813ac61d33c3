"""What the desk keeps for residents and for those in the field."""
