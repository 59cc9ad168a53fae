"""What looks like rigging: flags to review, votes to hold by hand, and votes that were held on arrival."""
