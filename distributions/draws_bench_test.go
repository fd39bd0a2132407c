package distributions

import (
	"math/rand/v2"
	"testing"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// mixedRows is n rows of 100 draws that nearly agree, of a normal (k = 0) or of mixtures of k normals.
func mixedRows(n, k int) Posterior {
	const s = 100
	c, r := newDeclaredOn(), rand.New(rand.NewPCG(1, 2))
	shape, declared := tensor.Shape{n}, []int{4}
	if k > 0 {
		shape, declared = tensor.Shape{n, k}, []int{4, k}
	}
	var d Distribution = Normal{Loc: c.input("loc", declared...), Scale: c.input("scale", declared...)}
	if k > 0 {
		d = MixtureSameFamily{Mixing: Categorical{c.input("logits", declared...)}, Components: d}
	}
	centre := make([]float64, shape.TotalSize())
	for i := range centre {
		centre[i] = r.NormFloat64()
	}
	draws := make([]drawValues, s)
	for j := range draws {
		value := func(f func(i int) float64) G.Value {
			v := make([]float32, shape.TotalSize())
			for i := range v {
				v[i] = float32(f(i))
			}
			return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(v))
		}
		draws[j] = c.feed(map[string]G.Value{
			"loc":    value(func(i int) float64 { return centre[i] + .1*r.NormFloat64() }),
			"scale":  value(func(int) float64 { return .3 + .1*r.Float64() }),
			"logits": value(func(int) float64 { return r.NormFloat64() }),
		})
	}
	return must1(NewMixture(d, draws))
}

// Each method by row, of 100 draws.
func BenchmarkMixture(b *testing.B) {
	for _, c := range []struct {
		name string
		k    int
	}{{"normal", 0}, {"16 normals", 16}} {
		const n = 128
		q := mixedRows(n, c.k)
		y := make([]float64, n)
		for _, m := range []struct {
			name string
			call func(q Posterior)
		}{
			{"moments", func(q Posterior) { q.Aleatoric(); q.Epistemic() }},
			{"log-density", func(q Posterior) { q.LogProb(y) }},
			{"mode", func(q Posterior) { q.Mode() }},
			{"quantile", func(q Posterior) { q.Quantile(.16) }},
			{"information", func(q Posterior) { q.MutualInformation() }},
		} {
			b.Run(c.name+"/"+m.name, func(b *testing.B) {
				for b.Loop() {
					fresh := newPosterior(mixDraws(q.f.(*mixed).inner, 100))
					m.call(fresh)
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/n, "us/row")
			})
		}
	}
}
