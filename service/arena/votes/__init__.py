"""Votes after they are cast: reported, searched, taken back, voided, counted, exported."""
