"""Request and response schemas of the JSON API, one file for each noun."""
