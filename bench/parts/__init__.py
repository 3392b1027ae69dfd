"""What is measured, each in a process of its own: `python -m bench.parts.NAME` prints its figures as one line of JSON."""
