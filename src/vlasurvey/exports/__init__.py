"""Citation and data formats: a paper becomes one CSL item (csl), which every citation format reads."""
