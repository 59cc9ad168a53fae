"""Request and response schemas that JSON routes and pages share."""
