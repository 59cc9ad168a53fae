"""Who is asking and what they may do: keys, administrators, voters, rate limits."""
