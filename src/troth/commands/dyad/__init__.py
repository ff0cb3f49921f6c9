"""`troth dyad`: files of couples in, what the estimators of `troth.science.dyad` say of them out."""
