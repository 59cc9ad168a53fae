"""What a server does for one vote, one read or one follower at a time."""
