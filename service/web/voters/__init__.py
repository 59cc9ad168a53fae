"""What voters meet on several pages: words, errors, languages, and cards to share."""
