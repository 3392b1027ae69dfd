"""Builds jingheng-verify.pyz and jingheng-witness.pyz: each one file that needs Python and `cryptography` alone.

The same sources give the same bytes, so that a circular can print their SHA-256:

    python scripts/build_verifier.py [FOLDER]
"""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "src"
PROGRAMS = {"jingheng-verify": "cli", "jingheng-witness": "witness_program"}


def build(name: str, folder: Path) -> Path:
    """Sorted names, one date, no compression (zlib versions differ), the same rights for all."""
    files = {
        path.relative_to(SOURCES).as_posix(): path.read_bytes() for path in (SOURCES / "jingheng/verify").rglob("*.py")
    }
    files["jingheng/__init__.py"] = (SOURCES / "jingheng/__init__.py").read_bytes()
    files["__main__.py"] = (
        f"import sys\n\nfrom jingheng.verify.{PROGRAMS[name]} import main\n\nsys.exit(main())\n".encode()
    )
    path = folder / f"{name}.pyz"
    with path.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for inside, data in sorted(files.items()):
                entry = zipfile.ZipInfo(inside)  # its date is 1980-01-01
                entry.create_system, entry.external_attr = 3, 0o644 << 16
                archive.writestr(entry, data)
    path.chmod(0o755)
    return path


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    for name in PROGRAMS:
        path = build(name, folder)
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")


if __name__ == "__main__":
    main()
