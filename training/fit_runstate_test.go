package training_test

import (
	"errors"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
)

// Fits of some epochs each are one fit of all, and so is a loop that is broken out of.
func TestPiecesAreTheWhole(t *testing.T) {
	for name, o := range runs() {
		whole, want := o.whole(t)
		s := o.set()
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

// A fit that is cancelled before any step of an epoch (under -short, its last) and goes on is one that was not.
func TestCancelledFitGoesOn(t *testing.T) {
	for name, o := range runs() {
		whole, want := o.whole(t)
		s := o.set()
		first, last := want[0].Steps, 2*want[0].Steps-1
		if testing.Short() {
			first = last
		}
		for k := first; k <= last; k++ {
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
	}
}

// So is one that is cancelled before every step, on any number of cores.
func TestFitStepByStep(t *testing.T) {
	for name, o := range runs() {
		whole, want := o.whole(t)
		s := o.set()
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

// asWritten is what a file would keep of a run: its exported fields, in memory of their own.
func asWritten(r training.Run) (w training.Run) {
	from, to := reflect.ValueOf(r), reflect.ValueOf(&w).Elem()
	for i := range from.NumField() {
		if from.Type().Field(i).IsExported() {
			to.Field(i).Set(from.Field(i))
		}
	}
	for _, p := range []**layers.Params{&w.Best, &w.Last} {
		if *p != nil {
			*p = (*p).Clone()
		}
	}
	w.Means = slices.Clone(w.Means)
	for i := range w.Means {
		w.Means[i].Params = w.Means[i].Params.Clone()
	}
	return w
}

// What a file would keep, exported fields and the solver's state, is all that goes on: in another Model, with another
// solver of the same settings, which is given the state if it can take one.
func TestRunGoesOnElsewhere(t *testing.T) {
	for name, o := range runs() {
		whole, want := o.whole(t)
		s := o.set()
		tr, m := o.start()
		steps := want[0].Steps + want[0].Steps/2
		h, err := tr.Fit(patient{ctx, &steps}, m, s, o.epochs)
		if !errors.Is(err, errEnough) {
			t.Fatal(err)
		}
		next, there := o.start()
		if _, ok := tr.Solver.(training.Stateful); !ok {
			next.Solver = tr.Solver
		}
		there.XScale, there.YScale, there.Params, there.Epochs, there.Steps = m.XScale, m.YScale, m.Params.Clone(), m.Epochs, m.Steps
		there.Run = asWritten(m.Run)
		h = append(h, fit(t, next, there, s, o.epochs-there.Epochs)...)
		o.check(t, name+" elsewhere", whole, there, want, h)
	}
}
