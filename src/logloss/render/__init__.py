"""Drawing and printing: it decides how things look, and nothing else."""
