package main

import (
	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/internal/parallel"
	"github.com/deepprob/deepprob/internal/rng"
)

// points is how many rows a density is asked of.
const points = 1_000_000

// cases are all that is compared: each family in both types, draws with gradients, and each question about one row.
func cases(quick bool) (all []harness.Case) {
	n := points
	if quick {
		n = points / 10
	}
	add := func(k harness.Kind, f family, name, typ string, rows int) {
		all = append(all, harness.Case{Name: name, Kind: k, Net: f.name, Batch: rows, Type: typ, Ranges: f.ranges, Whole: f.whole})
	}
	for _, f := range families {
		add(harness.LogProb, f, f.name, "float64", n)
		add(harness.LogProb, f, f.name+"32", "float32", n)
	}
	for _, f := range families {
		if f.sampled {
			add(harness.Sampled, f, "sample-"+f.name, "float64", n)
			add(harness.Sampled, f, "sample-"+f.name+"32", "float32", n)
		}
	}
	for _, f := range families {
		for _, q := range questions {
			add(harness.Asked, f, f.name+"-"+q.name, "float64", 1)
		}
	}
	return all
}

// uniforms are what the arguments are made of.
func uniforms(n int) []float64 {
	u := make([]float64, n*columns)
	rng.New(1, "densities", 0, 0).Uniform64(u, 0)
	return u
}

// inParts does ranges of n at a time on all cores.
func inParts(n int, f func(lo, hi int)) {
	const part = 1 << 14
	parallel.Each((n+part-1)/part, func(k int) { f(k*part, min(n, (k+1)*part)) })
}
