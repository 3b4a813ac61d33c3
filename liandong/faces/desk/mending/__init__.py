"""What did not get through, and is cleared or mended by a person."""
