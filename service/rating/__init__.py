"""Arithmetic on votes: the fold behind the ratings, and the fits of head-to-head counts.

Matrices are multiplied on one thread, which must be said before numpy is loaded. More threads would wait for
each other by spinning, on cores that answer votes: on two busy cores a pooled fit of 50 models took 9.2 s of
processor time instead of 1.9. It also makes the bits of a result independent of the number of cores.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
