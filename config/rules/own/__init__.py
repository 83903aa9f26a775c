"""Rules that one stack file keeps by itself; what one value can tell, its type refuses."""
