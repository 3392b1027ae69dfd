"""Every component on sample pages, for those who build pages and for the browser tests. For DEBUG and tests only."""
