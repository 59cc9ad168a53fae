"""Imported last by the process that servers are forked from: nothing so far will become garbage.

A server collects garbage when it starts. Without this it would look at all that it has in common with the
others, and copy the memory of it.
"""

import gc

gc.collect()
gc.freeze()
