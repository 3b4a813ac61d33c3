"""What is counted and watched: figures, hot matters, the quality of proposals, what a change would move."""
