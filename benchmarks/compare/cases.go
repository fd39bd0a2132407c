package main

import (
	"fmt"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	"github.com/deepprob/deepprob/benchmarks/internal/ours"
)

// Rows of the mock data: the first are trained on, the others predicted.
const (
	trainRows = 200_000
	testRows  = 61_000

	answerRows = 66_442 // the test rows of the case study
	flowRows   = 100_000
)

var (
	body = []int{128, 128, 64}
	nets = []string{"mse", "mdn-normal", "mdn-beta"}

	// random are the networks whose weights are random: Bayes by Backprop and Monte Carlo dropout.
	random = []string{"bbb", "mcd"}
)

// cases are all that is compared. Quick ones have short epochs, of about a tenth of the length.
func cases(quick bool) []harness.Case {
	var all []harness.Case
	add := func(k harness.Kind, name, net string, batch int, widths []int) {
		all = append(all, harness.Case{Name: name, Kind: k, Net: net, Batch: batch, Widths: widths, Steps: steps(batch, widths, quick)})
	}
	for _, net := range nets {
		for _, batch := range []int{1, 100, 1000, 10_000} {
			add(harness.Step, net, net, batch, body)
		}
	}
	for w := 32; w <= 1024; w *= 2 {
		add(harness.Step, fmt.Sprintf("mse-w%d", w), "mse", 100, []int{w, w, w / 2})
	}
	for _, net := range random {
		add(harness.Step, net, net, 100, body)
	}
	for _, k := range []harness.Kind{harness.Compile, harness.Start} {
		for _, net := range nets {
			add(k, fmt.Sprintf("%s-%s", k, net), net, 100, body)
		}
	}
	for _, net := range nets {
		add(harness.Predict, "predict-"+net, net, 1, body)
		add(harness.Mean, "mean-"+net, net, 1, body)
		add(harness.Predict, "predict-"+net, net, testRows, body)
	}
	for _, net := range nets[1:] {
		add(harness.Density, "density-"+net, net, testRows, body)
	}
	for _, net := range random {
		add(harness.Draws, "predict-"+net, net, testRows, body)
	}
	rows := answerRows
	if quick {
		rows = 2000
	}
	for _, net := range nets[1:] {
		add(harness.Answers, "answers-"+net, net, rows, nil)
		add(harness.Swapped, "swapped-"+net, net, rows, nil)
	}
	for _, t := range transforms {
		add(harness.Transform, t.name, t.name, 100, t.widths)
	}
	all = append(all, flowCases(quick)...)
	for _, net := range nets {
		add(harness.Memory, "memory-"+net, net, 100, body)
	}
	return all
}

// transforms are what is made of networks, by their widths.
var transforms = []struct {
	name   string
	widths []int
}{
	{"per-example", []int{mock.Features, 128, 128, 64, 1}},
	{"hvp", []int{mock.Features, 128, 128, 64, 1}},
	{"hessian", []int{mock.Features, 16, 1}},
	{"jacobian", []int{mock.Features, 128, 128, 64, 48}},
}

// flowCases are of the conditional spline flow.
func flowCases(quick bool) (all []harness.Case) {
	hidden, rows, steps := []int{64, 64}, flowRows, 20_000
	if quick {
		rows, steps = flowRows/10, 2000
	}
	for _, batch := range []int{100, 1000} {
		all = append(all, harness.Case{Name: "nsf", Kind: harness.FlowStep, Net: "nsf", Batch: batch, Widths: hidden, Steps: steps / batch})
	}
	for _, net := range []string{"nsf", ours.Joint} {
		all = append(all,
			harness.Case{Name: net + "-density", Kind: harness.FlowDensity, Net: net, Batch: rows, Widths: hidden},
			harness.Case{Name: net + "-draws", Kind: harness.FlowDraws, Net: net, Batch: rows, Widths: hidden})
	}
	return all
}

// steps is the length of an epoch: about half a second at 100 GFLOP/s and 50 us a step, within the rows there are.
func steps(batch int, widths []int, quick bool) int {
	weights, in := 0, mock.Features
	for _, w := range widths {
		weights, in = weights+in*w, w
	}
	weights += in * 48
	us := 50 + 6*float64(batch)*float64(weights)/100e3
	target := 500e3
	if quick {
		target = 50e3
	}
	return max(4, min(int(target/us), trainRows/batch))
}
