"""Images and sealed logs, stored by the hash of their content in a local folder or an S3 bucket."""
