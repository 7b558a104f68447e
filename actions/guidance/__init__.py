"""Pure decisions over `knowledge/`: what is known of a worry, what to do next, and how to say it."""
