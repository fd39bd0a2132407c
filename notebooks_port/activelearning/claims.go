package main

import (
	"fmt"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
)

// table is all that the notebook says about its result.
func table() claims.Table[results] {
	return claims.Table[results]{Claims: []claims.Claim[results]{dependsClaim, fewerClaim, coinsClaim}, Captions: claims.Captions{
		"Most of the points that labels may be bought for teach nothing": "definition of the task",
		"the most mutual information":                                    "definition of a method",
		"the largest variance":                                           "definition of a method",
		"the least certain label":                                        "definition of a method",
		"what more labels would teach it":                                "definition of mutual information",
		"≥ %.1f":                                                         "definition of the darkest ink",
		"buy labels `N` times":                                           "definition of a flag",
		"keep in `directory` what each method came to":                   "definition of a flag",
		"the truth itself is right in":                                   "definition of the task",
		"at least ":                                                      "definition: a bound where not all repeats are so accurate",
		"fewer than random":                                              "definition",
		", reached in ":                                                  "definition",
		"figures and results.json are in %s":                             "the name of a folder",
	}}
}

// of is the scores of a method.
func (r results) of(name string) scores {
	for _, m := range r.Methods {
		if m.Method == name {
			return m
		}
	}
	return scores{}
}

// accuracies are those after all labels, with their standard errors.
func (r results) accuracies(names ...string) claims.Numbers {
	n := claims.Numbers{}
	for _, name := range names {
		a := r.of(name).Accuracy
		n[name], n["error of "+name] = a.Mean[len(a.Mean)-1], a.SE[len(a.SE)-1]
	}
	return n
}

// dependsClaim is of the accuracy after all labels: BALD's is above entropy's by more than twice both errors.
var dependsClaim = claims.Claim[results]{
	Name:  "depends on who asks",
	Rests: func(r results) claims.Numbers { return r.accuracies("BALD", "entropy") },
	Holds: func(n claims.Numbers) bool {
		return n["BALD"]-2*n["error of BALD"] > n["entropy"]+2*n["error of entropy"]
	},
	Says: func(claims.Numbers) string { return "What a label teaches depends on who asks for it" },
	Else: func(claims.Numbers) string { return "What labels teach, by who asks for them" },
}

// fewerClaim compares the labels to the highest level of accuracy. What random needs is a lower bound if not all its repeats are so
// accurate in the end.
var fewerClaim = claims.Claim[results]{
	Name: "fewer labels",
	Rests: func(r results) claims.Numbers {
		n := claims.Numbers{"repeats": float64(r.Repeats)}
		for _, name := range []string{"BALD", "variance", "random"} {
			reach := r.of(name).Reach
			last := reach[len(reach)-1]
			n["accuracy"], n[name], n["repeats of "+name] = last.Accuracy, last.Labels.Mean, float64(last.Repeats)
		}
		return n
	},
	Holds: func(n claims.Numbers) bool {
		return n["repeats of BALD"] >= n["repeats"] && n["repeats of variance"] >= n["repeats"] && max(n["BALD"], n["variance"]) <= .5*n["random"]
	},
	Says: func(n claims.Numbers) string {
		return fmt.Sprintf("to an accuracy of %.2f BALD needs %.0f labels and variance %.0f, no more than half of random's, which are at least %.0f",
			n["accuracy"], n["BALD"], n["variance"], n["random"])
	},
	Else: func(n claims.Numbers) string {
		return fmt.Sprintf("labels to an accuracy of %.2f, at least, since a repeat may not be there: BALD %.0f, variance %.0f, random %.0f",
			n["accuracy"], n["BALD"], n["variance"], n["random"])
	},
}

// coinsClaim is of the labels that teach nothing, in which entropy sees the least certain ones, and of what they cost it beside BALD.
var coinsClaim = claims.Claim[results]{
	Name: "coin flips",
	Rests: func(r results) claims.Numbers {
		n := r.accuracies("entropy", "BALD", "random")
		n["bought by entropy"], n["bought by BALD"] = r.of("entropy").Wasted.Mean, r.of("BALD").Wasted.Mean
		return n
	},
	Holds: func(n claims.Numbers) bool {
		return n["bought by entropy"] > 2*n["bought by BALD"] && n["entropy"]+2*n["error of entropy"] < n["BALD"]-2*n["error of BALD"]
	},
	Says: func(n claims.Numbers) string { return bought(n) + "entropy stays behind BALD, " + ends(n) },
	Else: func(n claims.Numbers) string { return bought(n) + "they do not keep entropy behind BALD, " + ends(n) },
}

func bought(n claims.Numbers) string {
	return fmt.Sprintf("coin flips are %.0f%% of what entropy buys and %.0f%% of what BALD does: ", 100*n["bought by entropy"], 100*n["bought by BALD"])
}

func ends(n claims.Numbers) string {
	return fmt.Sprintf("with all labels %.3f, %.3f and at random %.3f", n["entropy"], n["BALD"], n["random"])
}
