"""What administrators keep: reference data, accounts, keys, the reading of the journal."""
