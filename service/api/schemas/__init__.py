"""Request and response shapes of the JSON interface, one file for each noun."""
