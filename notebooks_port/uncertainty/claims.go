package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
)

// Each picture says below its heading what is seen, and how near the run has come to the exact solution. The sentences are made of
// results.json, and change with it.

// Converged is a loss this near to the least, in nats a row, or standard deviations of the weights within this share of the
// exact ones: differences that a picture does not show.
const nearLoss, nearSD = .01, .05

func (r results) sayNone() string {
	return "Unit noise is assumed, not learned. " + r.lossFrom(r.None.NLL, r.Exact.None.NLL, "loss")
}

func (r results) sayAleatoric() string {
	return r.lossFrom(r.Aleatoric.NLL, r.Exact.Aleatoric.NLL, "loss") + fmt.Sprintf(" Noise: %.2f to %.2f; the data's: %.2f to %.2f.",
		r.Aleatoric.Ends[0], r.Aleatoric.Ends[1], noise(from), noise(to))
}

func (r results) sayEpistemic() string {
	return r.widthFrom(r.Epistemic, r.Exact.Epistemic)
}

func (r results) sayBoth() string {
	return r.widthFrom(r.Both, r.Exact.Both)
}

func (r results) sayFunctional() string {
	return r.lossFrom(r.Functional.NegativeELBO, r.Exact.Functional.NegativeELBO, "−ELBO") + fmt.Sprintf(" Noise: %.2f for all x; the data's: %.2f to %.2f.",
		r.Functional.NoiseSD, noise(from), noise(to))
}

// lossFrom compares a loss with the least.
func (r results) lossFrom(got, least float64, name string) string {
	return fmt.Sprintf("%s: %s %.3f nats a row, the least %.3f.", r.after(got-least <= nearLoss), name, got, least)
}

// widthFrom compares standard deviations of weights with those of the independent normals that are best.
func (r results) widthFrom(got, best weightsResult) string {
	arrived := true
	for i, s := range best.SD {
		arrived = arrived && math.Abs(got.SD[i]-s) <= nearSD*s
	}
	return fmt.Sprintf("%s: the slope's s.d. is %.4f, that of the best independent normals %.4f.", r.after(arrived), got.SD[0], best.SD[0])
}

func (r results) after(converged bool) string {
	how := "Not converged"
	if converged {
		how = "Converged"
	}
	return fmt.Sprintf("%s after %s epochs", how, figure.Grouped(r.Epochs))
}
