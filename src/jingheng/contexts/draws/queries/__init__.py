"""Reading: the draws somebody may see, and what can be done with them."""
