package distributions_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// spike is a point mass of one's own: three methods and where it is.
type spike struct{ Where *G.Node }

func (d spike) BatchShape() tensor.Shape { return d.Where.Shape() }
func (d spike) EventShape() tensor.Shape { return tensor.Shape{} }
func (d spike) LogProb(y *G.Node) *G.Node {
	zero := ops.MulConst(y, 0)
	return ops.Where(ops.Equal(y, d.Where), zero, ops.AddConst(zero, math.Inf(-1)))
}
func (d spike) Support() distributions.Support {
	return distributions.Support{Kind: distributions.Points, At: d.Where}
}

// nowhere forgets to say where.
type nowhere struct{ Where *G.Node }

func (d nowhere) BatchShape() tensor.Shape  { return spike(d).BatchShape() }
func (d nowhere) EventShape() tensor.Shape  { return spike(d).EventShape() }
func (d nowhere) LogProb(y *G.Node) *G.Node { return spike(d).LogProb(y) }
func (nowhere) Support() distributions.Support {
	return distributions.Support{Kind: distributions.Points}
}

// The points of a distribution of masses are where its Support says, whether or not it has a mean.
func TestOwnPoints(t *testing.T) {
	q := numbersOf(t, spike{constant(2, -1)})
	for i, want := range []float64{2, -1} {
		for name, got := range map[string]float64{"mode": q.Mode()[i], "mean": q.Mean()[i], "median": q.Quantile(.5)[i], "support": q.Support()[i].Lo} {
			within(t, name, got, want, 0)
		}
		within(t, "sd", q.StdDev()[i], 0, 0)
	}
	_, err := distributions.Numbers(nowhere{constant(2)})
	if err == nil || !strings.Contains(err.Error(), "At") {
		t.Errorf("points that are nowhere gave %v", err)
	}
}
