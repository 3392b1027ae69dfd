"""Reading: the figures of a period, and the circulars somebody may see."""
