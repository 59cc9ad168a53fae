"""What is at the other end of a connection: receivers, proxies, other sites, and an attacker."""
