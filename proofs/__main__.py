"""``python -m proofs`` is the command ``truncation``."""

from proofs.cli import main

main()
