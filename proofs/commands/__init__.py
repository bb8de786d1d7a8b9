"""The subcommands of ``truncation``, one or two calls of the Python API each."""
