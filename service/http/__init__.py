"""What JSON and pages share of HTTP: who asks, and answers prepared once a revision."""
