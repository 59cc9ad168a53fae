"""Image files, stored by the hash of their content in a local folder or an S3 bucket."""
