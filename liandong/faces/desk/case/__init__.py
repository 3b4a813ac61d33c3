"""One case: its page and preview, the moves made on it, and everybody who takes part."""
