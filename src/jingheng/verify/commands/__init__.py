"""The checks of `jingheng-verify`, one a module: `register(subparsers)` says the arguments, `run(args)` the verdict."""
