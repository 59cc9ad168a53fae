"""What pages and pictures weigh, and how soon people see them."""
