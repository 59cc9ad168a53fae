"""Databases to test on: made once, copied or emptied for each test, and the programs behind them."""
