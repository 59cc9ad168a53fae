"""How a vote becomes a rating: the recorder, the log, the fold, and the recount that checks it."""
