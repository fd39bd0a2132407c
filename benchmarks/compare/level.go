package main

import (
	"context"
	"fmt"
	"io"

	"github.com/deepprob/deepprob/benchmarks/internal/level"
	"github.com/deepprob/deepprob/benchmarks/internal/python"
)

// hold has the others use no more of the CPU than this library is allowed by DEEPPROB_CPU, and finds out whether they
// obey. It returns a sentence for the table.
func hold(ctx context.Context, env *python.Environment, log io.Writer) (string, error) {
	h := level.Now()
	if !h.AVX2 {
		return h.Why, nil
	}
	if err := env.Hold(h); err != nil {
		return "", err
	}
	fmt.Fprintln(log, "holding the others to AVX2 and checking that it takes effect")
	var all []python.Part
	for _, l := range libraries(*env) {
		parts, err := env.Check(ctx, log, l.cases)
		if err != nil {
			return "", err
		}
		all = append(all, parts...)
	}
	return python.Held(all)
}
