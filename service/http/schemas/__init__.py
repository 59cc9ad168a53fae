"""Request and response shapes that JSON routes and pages share."""
