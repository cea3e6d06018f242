"""From counts and distances to p-values, intervals and verdicts; scipy does what it can, ours is what it lacks."""
