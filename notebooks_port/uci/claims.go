package main

import "github.com/deepprob/deepprob/notebooks_port/internal/claims"

// table is all that the program says about its result: numbers, of which results.json has all but those of single splits, and no
// sentence. How they compare with the published ones depends on sets that the reader brings along.
func table() claims.Table[results] {
	return claims.Table[results]{Captions: claims.Captions{
		"dropout 2016 %s %s":                             "published (Gal and Ghahramani 2016)",
		"dropout 2018 %s +- %s %s +- %s":                 "published by the authors in 2018",
		"split %2d: rmse %7.3f, log-likelihood %7.3f":    "of a single split",
		"dropout %g, noise %.3g":                         "what a single split chose",
		"%d steps, decay %g, noise %g":                   "what a single split chose",
		"uci.png, results.json and results.md are in %s": "the name of a folder",
	}}
}
