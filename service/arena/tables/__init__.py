"""Tables for download: the one encoder of every file that the API and the command line write."""
