package distributions_test

import (
	"context"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Laplace of one's own: the density exp(-|y - Loc|/Scale) / (2 Scale).
type Laplace struct {
	Loc   *G.Node
	Scale *G.Node `param:"positive"`
}

func (d Laplace) BatchShape() tensor.Shape { return d.Loc.Shape() }
func (d Laplace) EventShape() tensor.Shape { return tensor.Shape{} }

func (d Laplace) LogProb(y *G.Node) *G.Node {
	z := ops.Div(ops.Abs(ops.Sub(y, d.Loc)), d.Scale)
	return ops.Neg(ops.Add(z, ops.Log(ops.MulConst(d.Scale, 2))))
}

func (d Laplace) Bump() (at, width *G.Node) { return d.Loc, d.Scale }

// Count is a Poisson distribution of one's own: masses exp(-Rate) Rate^y / y! on 0, 1, 2, ...
type Count struct {
	Rate *G.Node `param:"positive"`
}

func (d Count) BatchShape() tensor.Shape       { return d.Rate.Shape() }
func (d Count) EventShape() tensor.Shape       { return tensor.Shape{} }
func (d Count) Support() distributions.Support { return distributions.IntegersIn(0, math.Inf(1)) }
func (d Count) Mean() *G.Node                  { return d.Rate }
func (d Count) Variance() *G.Node              { return d.Rate }
func (d Count) LogProb(y *G.Node) *G.Node {
	whole := ops.Mul(ops.IsInteger(y), ops.Between(y, 0, math.Inf(1)))
	at := ops.Where(whole, y, ops.MulConst(y, 0))
	logp := ops.Sub(ops.XLogY(at, d.Rate), ops.Add(d.Rate, ops.Lgamma(ops.AddConst(at, 1))))
	return ops.Where(whole, logp, ops.Full(y.Graph(), y.Dtype(), math.Inf(-1)))
}

// Ring is a density of vectors of one's own: radius r = |y| has the density of N(Radius, 1/100) over 2 pi r.
type Ring struct {
	Radius *G.Node `param:"positive"`
}

func (d Ring) BatchShape() tensor.Shape { return d.Radius.Shape() }
func (d Ring) EventShape() tensor.Shape { return tensor.Shape{2} }

func (d Ring) LogProb(y *G.Node) *G.Node {
	r := ops.Sqrt(ops.Sum(ops.Square(y), -1))
	z := ops.MulConst(ops.Sub(r, d.Radius), 10)
	return ops.AddConst(ops.Sub(ops.MulConst(ops.Square(z), -.5), ops.Log(r)), math.Log(10)-1.5*math.Log(2*math.Pi))
}

// Mixed is a network that predicts a mixture of three Laplaces of one's own.
type Mixed struct{}

func (Mixed) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: 3}, x)},
		Components: Laplace{Loc: s.Call("loc", layers.Locations{Units: 3}, x), Scale: s.Call("scale", layers.Positive{Units: 3, Floor: .01}, x)},
	}
}

// A distribution of one's own is a batch shape, an event shape and a log-density. It stands in a mixture, in NLL and in
// Predict; distributiontest.Run holds it to the laws that these rely on.
func Example_own() {
	set := data.Set{X: mat.NewDense(200, 1, nil), Y: make([]float64, 200)}
	for i := range set.Y {
		x := float64(i%20) / 10
		set.X.Set(i, 0, x)
		set.Y[i] = 3*x + float64(i/20%3) // one of three lines
	}
	model := training.Model{Net: Mixed{}}
	trainer := training.Trainer{Loss: losses.NLL{}, BatchSize: 50, Solver: &training.Adam{Rate: training.Constant(.03)}, Seed: 1}
	if _, err := trainer.Fit(context.Background(), &model, set, 100); err != nil {
		fmt.Println(err)
		return
	}
	q, err := model.Predict(context.Background(), mat.NewDense(1, 1, []float64{1}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f\n", q.Quantile(.5)[0])
	// Output: 4
}
