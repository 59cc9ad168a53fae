"""Models decided to be good enough beside another one."""
