"""What JSON routes and pages share: who sends a request, request bodies, and cached responses."""
