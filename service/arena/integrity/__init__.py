"""What looks like rigging: found in the log, flagged, held and released."""
