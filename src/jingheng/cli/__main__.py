"""`python -m jingheng.cli` is the same as the `jingheng` command."""

import sys

from jingheng.cli.main import main

sys.exit(main())
