package training_test

import (
	"errors"
	"runtime"
	"testing"

	"github.com/deepprob/deepprob/training"
)

// Fits of some epochs each are one fit of all, and so is a loop that is broken out of.
func TestPiecesAreTheWhole(t *testing.T) {
	for name, o := range runs() {
		whole, want := o.whole(t)
		s := line(o.rows, 1, 1)
		for _, size := range []int{1, 2, 3} {
			tr, m := o.start()
			var h training.History
			for lo := 0; lo < o.epochs; lo += size {
				h = append(h, fit(t, tr, m, s, min(size, o.epochs-lo))...)
				fit(t, tr, m, s, 0) // changes nothing
			}
			o.check(t, name+" in pieces", whole, m, want, h)
		}
		tr, m := o.start()
		var h training.History
		for left := o.epochs; left > 0; left-- {
			for e, err := range tr.Epochs(ctx, m, s, left) {
				if err != nil {
					t.Fatal(err)
				}
				h = append(h, e)
				break
			}
		}
		o.check(t, name+" with breaks", whole, m, want, h)
	}
}

// A fit that is cancelled before any step of an epoch, or before every step, and goes on is one that was not, on any number
// of cores.
func TestCancelledFitGoesOn(t *testing.T) {
	for name, o := range runs() {
		whole, want := o.whole(t)
		s := line(o.rows, 1, 1)
		for k := want[0].Steps; k < 2*want[0].Steps; k++ {
			tr, m := o.start()
			left := k
			h, err := tr.Fit(patient{ctx, &left}, m, s, o.epochs)
			if !errors.Is(err, errEnough) {
				t.Fatal(err)
			}
			fit(t, tr, m, s, 0) // changes nothing
			h = append(h, fit(t, tr, m, s, o.epochs-m.Epochs)...)
			o.check(t, name+" after a cancel", whole, m, want, h)
		}
		for k, n := range o.cores() {
			before := runtime.GOMAXPROCS(n)
			tr, m := o.start()
			tr.Cores = k
			var h training.History
			for m.Epochs < len(want) {
				one := 1
				part, err := tr.Fit(patient{ctx, &one}, m, s, o.epochs-m.Epochs)
				if h = append(h, part...); err != nil && !errors.Is(err, errEnough) {
					t.Fatal(err)
				}
			}
			o.check(t, name+" step by step", whole, m, want, h)
			runtime.GOMAXPROCS(before)
		}
	}
}

// What a file would keep, exported fields and the solver's state, is all that goes on: in another Model, with another
// solver.
func TestRunGoesOnElsewhere(t *testing.T) {
	for name, o := range runs() {
		whole, want := o.whole(t)
		s := line(o.rows, 1, 1)
		tr, m := o.start()
		steps := want[0].Steps + want[0].Steps/2
		h, err := tr.Fit(patient{ctx, &steps}, m, s, o.epochs)
		if !errors.Is(err, errEnough) {
			t.Fatal(err)
		}
		next, there := o.start()
		if from, ok := tr.Solver.(training.Stateful); ok {
			if err := next.Solver.(training.Stateful).SetState(from.State()); err != nil {
				t.Fatal(err)
			}
		} else {
			next.Solver = tr.Solver
		}
		r := m.Run
		there.XScale, there.YScale, there.Params, there.Epochs, there.Steps = m.XScale, m.YScale, m.Params.Clone(), m.Epochs, m.Steps
		there.Run = training.Run{
			Of: r.Of, Judged: r.Judged, Epochs: r.Epochs, Steps: r.Steps, SolverSteps: r.SolverSteps, Solver: r.Solver,
			Epoch: r.Epoch, Parts: r.Parts, Rows: r.Rows, BestLoss: r.BestLoss, SinceBest: r.SinceBest,
		}
		if r.Best != nil {
			there.Run.Best = r.Best.Clone()
		}
		if r.Last != nil {
			there.Run.Last = r.Last.Clone()
		}
		for _, mean := range r.Means {
			there.Run.Means = append(there.Run.Means, training.Mean{Params: mean.Params.Clone(), Steps: mean.Steps})
		}
		h = append(h, fit(t, next, there, s, o.epochs-there.Epochs)...)
		o.check(t, name+" elsewhere", whole, there, want, h)
	}
}
