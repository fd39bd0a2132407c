package ours

import (
	"context"
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// spline is the flow of a case.
func spline(c harness.Case) flows.NSF {
	return flows.NSF{Dim: mock.Targets, Layers: mock.Couplings, Bins: mock.Bins, Hidden: c.Widths}
}

// newFlow is a fit, as newTraining's, of vectors.
func newFlow(c harness.Case, set data.Set) (harness.Contender, error) {
	m := &training.Model{Net: spline(c), X: data.Identity{}}
	return fitting(training.Trainer{Loss: losses.NLL{}, BatchSize: c.Batch, Seed: 1}, m, set)
}

// FlowWeights are the weights that all contenders' flows have, or begin with.
func FlowWeights(hidden []int) mock.Weights { return mock.FlowWeights(hidden, 1) }

// setFlow puts the shared weights into the parameters of a flow, which is of its targets as they are.
func setFlow(c harness.Case, p *layers.Params) {
	rest := FlowWeights(c.Widths)
	for i := range mock.Couplings {
		var net []mock.Layer
		net, rest = rest.Layers(mock.FlowWidths(c.Widths))
		for k, l := range net {
			path := fmt.Sprintf("coupling_%d/dense_%d/", i, k)
			p.Set(path+"kernel", tensor.New(tensor.WithShape(l.In, l.Out), tensor.WithBacking(slices.Clone(l.Kernel))))
			p.Set(path+"bias", tensor.New(tensor.WithShape(l.Out), tensor.WithBacking(slices.Clone(l.Bias))))
		}
	}
	zeros, ones := make([]float32, mock.Targets), make([]float32, mock.Targets)
	for j := range ones {
		ones[j] = 1
	}
	p.SetState("target/mean", tensor.New(tensor.WithBacking(zeros)))
	p.SetState("target/sd", tensor.New(tensor.WithBacking(ones)))
}

// shared is a model with the shared weights.
func (t Team) shared(c harness.Case) (*training.Model, error) {
	m := &training.Model{Net: spline(c), X: data.Identity{}}
	fit := training.Trainer{Loss: losses.NLL{}, BatchSize: c.Batch, Seed: 1}
	if _, err := fit.Fit(context.Background(), m, t.Vectors.Head(1000), 0); err != nil {
		return nil, err
	}
	setFlow(c, m.Params)
	return m, nil
}

// Joint is the flow as a model predicts it, in float64.
const Joint = "joint"

// flowing is Model.PredictJoint and one question to the Joint.
func (t Team) flowing(c harness.Case) (harness.Contender, error) {
	m, err := t.shared(c)
	if err != nil {
		return nil, err
	}
	set := t.Vectors.Head(c.Batch)
	y := points(set)
	do := func() error {
		q, err := m.PredictJoint(context.Background(), set.X)
		if err != nil {
			return err
		}
		if c.Kind == harness.FlowDensity {
			q.LogProb(y)
		} else {
			q.Sample(1, 1)
		}
		return nil
	}
	return harness.Timed{Do: do}, do()
}

func points(set data.Set) [][]float64 {
	y := make([][]float64, set.Rows())
	for i := range y {
		y[i] = set.Y[i*mock.Targets:][:mock.Targets]
	}
	return y
}

// tellFlow is the log-densities of the first rows, or what their targets become as noise.
func (t Team) tellFlow(c harness.Case, rows int) ([][]float64, error) {
	m, err := t.shared(c)
	if err != nil {
		return nil, err
	}
	set := t.Vectors.Head(rows)
	if c.Kind == harness.FlowDraws {
		return drawn(m, set)
	}
	q, err := m.PredictJoint(context.Background(), set.X)
	if err != nil {
		return nil, err
	}
	told := make([][]float64, rows)
	for i, v := range q.LogProb(points(set)) {
		told[i] = []float64{v}
	}
	return told, nil
}

func drawn(m *training.Model, set data.Set) ([][]float64, error) {
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		return m.Net.Forward(s, in[0]).(distributions.Transformed).Bijector.Forward(in[1])
	})
	n := set.Rows()
	out, err := f.Apply(m.Params, floats(set.X.RawMatrix().Data, n, mock.Features), floats(set.Y, n, mock.Targets))
	if err != nil {
		return nil, err
	}
	told := make([][]float64, n)
	for i, row := range beside(n, []G.Value{out}) {
		for _, v := range row {
			told[i] = append(told[i], float64(v))
		}
	}
	return told, nil
}
