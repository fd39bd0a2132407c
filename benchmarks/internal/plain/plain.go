// Package plain is Gorgonia without this library: its own operations, TapeMachine and Adam. Only the network of squared
// error is entered, since Gorgonia lacks what the mixtures need.
package plain

import (
	"math/rand/v2"
	"time"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Team enters plain Gorgonia.
type Team struct{ Rows mock.Rows }

// Name is harness.Gorgonia.
func (Team) Name() string { return harness.Gorgonia }

// Enter has the training step and its compilation.
func (t Team) Enter(c harness.Case) (harness.Contender, error) {
	if c.Net != "mse" {
		return nil, harness.ErrNoCase
	}
	switch c.Kind {
	case harness.Step:
		f, err := newFit(c, t.Rows)
		if err != nil {
			return nil, err
		}
		return f, f.step()
	case harness.Compile:
		return harness.Timed{Do: func() error { return firstStep(c, t.Rows) }}, nil
	}
	return nil, harness.ErrNoCase
}

func firstStep(c harness.Case, rows mock.Rows) error {
	f, err := newFit(c, rows)
	if err != nil {
		return err
	}
	if err := f.step(); err != nil {
		return err
	}
	return f.Close()
}

// fit is a training run, step by step over shuffled rows.
type fit struct {
	x, y   *G.Node
	loss   *G.Node
	params G.Nodes
	vm     G.VM
	solver G.Solver

	rows  mock.Rows
	perm  []int
	at    int // of the next row in perm
	batch int
}

func newFit(c harness.Case, rows mock.Rows) (*fit, error) {
	n := network{graph: G.NewGraph()}
	f := &fit{rows: rows, batch: c.Batch, perm: rand.New(rand.NewPCG(1, 1)).Perm(c.Batch * c.Steps)}
	f.x = G.NewMatrix(n.graph, G.Float32, G.WithShape(c.Batch, mock.Features), G.WithName("x"))
	f.y = G.NewMatrix(n.graph, G.Float32, G.WithShape(c.Batch, 1), G.WithName("y"))
	loss := n.loss(f.x, f.y, c.Widths)
	if n.err != nil {
		return nil, n.err
	}
	if _, err := G.Grad(loss, n.params...); err != nil {
		return nil, err
	}
	f.loss, f.params, f.solver = loss, n.params, G.NewAdamSolver()
	f.vm = G.NewTapeMachine(n.graph, G.BindDualValues(n.params...))
	return f, nil
}

// step makes one update.
func (f *fit) step() error {
	if err := f.feed(); err != nil {
		return err
	}
	if err := f.vm.RunAll(); err != nil {
		return err
	}
	if err := f.solver.Step(G.NodesToValueGrads(f.params)); err != nil {
		return err
	}
	f.vm.Reset()
	return nil
}

// feed binds the next rows.
func (f *fit) feed() error {
	const width = mock.Features + 1
	if f.at+f.batch > len(f.perm) {
		f.at = 0
	}
	x, y := make([]float32, 0, f.batch*mock.Features), make([]float32, 0, f.batch)
	for _, i := range f.perm[f.at : f.at+f.batch] {
		row := f.rows[i*width : (i+1)*width]
		x, y = append(x, row[:mock.Features]...), append(y, row[mock.Features])
	}
	f.at += f.batch
	if err := G.Let(f.x, tensor.New(tensor.WithShape(f.batch, mock.Features), tensor.WithBacking(x))); err != nil {
		return err
	}
	return G.Let(f.y, tensor.New(tensor.WithShape(f.batch, 1), tensor.WithBacking(y)))
}

// Measure is the mean time of a step.
func (f *fit) Measure(budget time.Duration) (float64, error) {
	return harness.Timed{Do: f.step}.Measure(budget)
}

// Close ends the machine.
func (f *fit) Close() error { return f.vm.Close() }
