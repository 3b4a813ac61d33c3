"""A typed client of liandong's open API: `Client(address, client_id, key)`, then one method for each operation."""
