"""The offline verifier: standard library and `cryptography` alone, nothing else of this project. Others import it."""
