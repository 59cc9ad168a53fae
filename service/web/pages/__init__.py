"""The pages people read and vote on, one file for each page."""
