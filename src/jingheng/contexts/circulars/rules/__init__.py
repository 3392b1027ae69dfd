"""The arithmetic of circulars: comparisons, what the public may see, and whether a published tally is right."""
