"""Votes after they are cast: reported, searched, undone, voided, counted, exported."""
