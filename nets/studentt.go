package nets

import (
	"math"
	"sync"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/unit"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mathext"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// StudentT predicts a StudentT whose location and scale depend on x, with as many degrees of freedom for all rows as the targets
// ask for: regression that outliers do not pull (Lange, Little and Taylor 1989, JASA 84, 881). There is more than one, so that it has a
// mean; below two its variance is infinite. It starts at the StudentT that fits the training targets. losses.NLL fits it.
type StudentT struct {
	Body  layers.Layer // (n, features) -> (n, h); nil: an MLP of 64 and 64
	DF    float64      // degrees of freedom, if they are known; 0: they are learned
	Floor float64      // what the scale stays above, in units of the first scale; 0: .001
}

var _ training.Net = StudentT{}

// Forward is a StudentT a row. Locations and scales count from the first fit, which outliers do not move as they do mean and
// standard deviation.
func (m StudentT) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	check(s, "student t", 1, nil, "")
	if !(m.DF >= 0) || math.IsInf(m.DF, 1) {
		build.Fail("student t", nil, "DF is %v: want degrees of freedom above 0, or 0 to learn them", m.DF)
	}
	floor := floorOf("student t", m.Floor)
	first := sync.OnceValue(func() tail { return fitTail(s.Targets(), s.Dtype(), m.DF) })
	state := func(name string, of func(f tail) float64) *G.Node {
		return s.Sub("target").State(name, found(func() float64 { return of(first()) }), 1)
	}
	t := target{
		mean: state("loc", func(f tail) float64 { return f.loc }),
		sd:   state("scale", func(f tail) float64 { return f.scale }),
	}
	h := features(s, m.Body, x)
	q := distributions.StudentT{
		Loc:   row(t.place(s.Call("loc", linear(1, layers.Zeros), h))),
		Scale: row(t.stretch(s.Call("scale", positive(1, floor, layers.Constant(1)), h))),
	}
	if m.DF > 0 {
		q.DF = ops.Full(s.Graph(), s.Dtype(), m.DF, 1)
		return q
	}
	beyond := state("df", func(f tail) float64 { return f.df - 1 })
	q.DF = ops.AddConst(ops.Mul(beyond, ops.Exp(s.Param("df", layers.Zeros, 1))), 1)
	return q
}

// A tail is a StudentT of numbers.
type tail struct{ df, loc, scale float64 }

// fitTail is the most likely one of the targets, from their quantiles, with the degrees of freedom given or of a few; the
// standard one with 5 if they are not known.
func fitTail(t *layers.Targets, dt tensor.Dtype, df float64) tail {
	some := []float64{1.5, 2, 3, 4, 5, 7, 10, 20, 50}
	if df > 0 {
		some = []float64{df}
	}
	if !t.Known() {
		return tail{df: max(df, 5), scale: 1}
	}
	y := sketch(t)
	best, at := math.Inf(-1), tail{df: some[len(some)/2], loc: t.Quantile(0, .5), scale: unit.Width(t, 0, dt)}
	from := at
	if spread := t.Quantile(0, .75) - t.Quantile(0, .25); spread > 0 {
		from.scale = spread / 1.5
	}
	if t.StdDev(0) == 0 {
		return at
	}
	for _, df := range some {
		f := tail{df, from.loc, from.scale}
		for range 100 {
			f = f.better(y)
		}
		if l := f.logLikelihood(y); l > best && f.scale > 1e-6*from.scale {
			best, at = l, f
		}
	}
	return at
}

// better is a step of the EM algorithm, in which a number z scales off the location weighs (df+1)/(df+z^2).
func (f tail) better(y []float64) tail {
	sum, loc, square := 0., 0., 0.
	weight := func(v float64) float64 {
		z := (v - f.loc) / f.scale
		return (f.df + 1) / (f.df + z*z)
	}
	for _, v := range y {
		w := weight(v)
		sum += w
		loc += (v - loc) * w / sum
	}
	for _, v := range y {
		z := (v - loc) / f.scale
		square += weight(v) * z * z / float64(len(y))
	}
	return tail{f.df, loc, f.scale * math.Sqrt(square)}
}

func (f tail) logLikelihood(y []float64) (mean float64) {
	norm := -mathext.Lbeta(f.df/2, .5) - math.Log(f.df)/2 - math.Log(f.scale)
	for _, v := range y {
		z := (v - f.loc) / f.scale
		mean += (norm - (f.df+1)/2*math.Log1p(z*z/f.df)) / float64(len(y))
	}
	return mean
}
