"""How well the language is understood: held-out lines, measures, report and gate. Run by `make evaluate`."""
