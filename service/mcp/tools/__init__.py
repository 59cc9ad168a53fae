"""The tools, one class for each kind of question."""
