"""Lists of cases: the inbox, its views, what is done to many at once, and what is taken out."""
