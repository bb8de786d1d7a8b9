"""R: what holds, exactly, of a network that somebody trained, and of the minima near it."""
