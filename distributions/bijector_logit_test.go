package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// A Beta's logit keeps its density and slopes where its sigmoid rounds to 0 or 1: a log x + b log(1-x) - log B(a, b) of the log-sigmoids. The
// slopes are a - (a+b) x by y, log x - psi(a) + psi(a+b) by a and log(1-x) - psi(b) + psi(a+b) by b, with digammas of whole numbers.
func TestLogitOfBetaFarOut(t *testing.T) {
	ys := []float64{-1e5, -700, -100, -50, -17.5, -5, 0, 3, 16, 17.5, 20, 37.5, 50, 100, 700, 1e5}
	const a, b = 2, 3 // B = 1/12, psi(5) - psi(2) = 1/2 + 1/3 + 1/4, psi(5) - psi(3) = 1/3 + 1/4
	for name, of := range map[string]distributions.Bijector{
		"Logit": distributions.Logit{}, "inverse of Sigmoid": distributions.Inverse{Of: distributions.Sigmoid{}}, "first of a chain": distributions.Chain{distributions.Logit{}, distributions.Affine{Scale: distributions.Constant(2)}},
	} {
		stretch := 1.
		if _, ok := of.(distributions.Chain); ok {
			stretch = 2
		}
		for _, dt := range bothTypes {
			n := len(ys)
			as, bs, y := make([]float64, n), make([]float64, n), make([]float64, n)
			for k := range ys {
				as[k], bs[k], y[k] = a, b, ys[k]*stretch
			}
			out := mustEval(t, dt, []array{vec(as...), vec(bs...), vec(y...)}, func(in G.Nodes) G.Nodes {
				bijector := of
				if stretch != 1 {
					bijector = distributions.Chain{distributions.Logit{}, distributions.Affine{Scale: ops.Full(in[0].Graph(), dt, 2)}}
				}
				logp := distributions.Transformed{Base: distributions.Beta{Alpha: in[0], Beta: in[1]}, Bijector: bijector}.LogProb(in[2])
				grads, err := graph.Gradient(ops.Sum(logp), in...)
				if err != nil {
					t.Fatal(err)
				}
				return append(G.Nodes{logp}, grads...)
			})
			for k, v := range ys {
				log, log1 := -math.Log1p(math.Exp(-v)), -math.Log1p(math.Exp(v))
				if v < -30 {
					log = v
				}
				if v > 30 {
					log1 = -v
				}
				x := 1 / (1 + math.Exp(-v))
				want := []float64{a*log + b*log1 + math.Log(12) - math.Log(stretch), log + 13./12, log1 + 7./12, (a - (a+b)*x) / stretch}
				sizes := []float64{math.Abs(a*log) + math.Abs(b*log1) + 4, math.Abs(log) + 2, math.Abs(log1) + 2, a + b}
				for i, w := range want { // a sum of terms that are rounded a few times
					within(t, fmt.Sprintf("%s, %v, y %v, answer %d", name, dt, v, i), out[i][k], w, 8*tinyOf(dt)*sizes[i])
				}
			}
		}
	}
}
