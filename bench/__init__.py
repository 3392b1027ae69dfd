"""How fast the product is, as ratios measured in one run: `python -m bench`. What is measured stands in docs/benchmarks.md."""
