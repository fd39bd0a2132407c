package distributions

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/density"
	G "gorgonia.org/gorgonia"
)

func benchmarkRows(b *testing.B, smooth bool) {
	q := must1(newPosterior(bare{randomBetas(200, 16, 1)}).Scaled(13.5, 1.8334))
	h := massHistogram(64, smooth)
	b.ReportAllocs()
	for b.Loop() {
		must1(SwapPrior(q, h, FlatPrior{13.51, 15.2})).Mode()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/200, "us/row")
}

func BenchmarkSwapPriorBetas16(b *testing.B)       { benchmarkRows(b, false) }
func BenchmarkSwapPriorBetas16Smooth(b *testing.B) { benchmarkRows(b, true) }

// freeDensity costs next to nothing: what remains is the numerics.
type freeDensity struct{ density.Family }

func (freeDensity) Has() *density.Closed { return none }

func (f freeDensity) LogProb(i int, y, out []float64) {
	for j, v := range y {
		z := (v - 14.2) / .17
		out[j] = -z * z / 2
	}
}

// The numerics alone, 64 bins.
func BenchmarkSwapPriorWithoutDensity(b *testing.B) {
	q := newPosterior(freeDensity{stack(slices.Repeat([]testMixture{normals(1, 14.2, .17)}, 200)...)})
	h := massHistogram(64, false)
	b.ReportAllocs()
	for b.Loop() {
		must1(SwapPrior(q, h, FlatPrior{13.51, 15.2}))
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/200, "us/row")
}

// Each method on 200 rows of 16 betas, no closed forms, nothing kept.
func BenchmarkPosterior(b *testing.B) {
	q := newPosterior(bare{randomBetas(200, 16, 1)})
	y := q.Quantile(.4)
	for _, c := range []struct {
		name string
		call func(q Posterior)
	}{
		{"mean and mode", func(q Posterior) { q.Mean(); q.Mode() }},
		{"quantile", func(q Posterior) { q.Quantile(.16) }},
		{"cdf", func(q Posterior) { q.CDF(y) }},
		{"hpd", func(q Posterior) { q.HPD(.68) }},
		{"modes", func(q Posterior) { q.Modes() }},
		{"entropy", func(q Posterior) { q.Entropy() }},
		{"crps", func(q Posterior) { q.CRPS(y) }},
		{"1000 draws", func(q Posterior) { q.Sample(1, 1000) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				q = q.over(q.f)
				c.call(q)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/200, "us/row")
		})
	}
}

// massNodes is n rows of 16 components such as the case study predicts, as nodes, on 13.5..15.3334.
func massNodes(n int, normal bool) Posterior {
	const k = 16
	c, r := newDeclaredOn(), rand.New(rand.NewPCG(3, 1))
	a, b := make([]float64, n*k), make([]float64, n*k)
	logits := make([]float64, n*k)
	for i := range n {
		for j, t := 0, randomBeta(r, k); j < k; j++ {
			logits[i*k+j], a[i*k+j], b[i*k+j] = math.Log(t[3*j]), t[3*j+1], t[3*j+2]
		}
	}
	var components Distribution = Beta{Alpha: c.input("a", 4, k), Beta: c.input("b", 4, k)}
	if normal {
		components = Normal{Loc: c.nodes["a"], Scale: c.nodes["b"]}
		for i := range a {
			t := a[i] + b[i]
			a[i], b[i] = a[i]/t, math.Sqrt(a[i]*b[i]/(t+1))/t
		}
	}
	d := MixtureSameFamily{Mixing: Categorical{c.input("logits", 4, k)}, Components: components}
	q := must1(NewPosterior(d, c.feed(map[string]G.Value{"logits": dense(logits, n, k), "a": dense(a, n, k), "b": dense(b, n, k)})))
	return must1(q.Scaled(13.5, 1.8334))
}

// What the case study asks of its rows.
func BenchmarkMassNodes(b *testing.B) {
	const n = 256
	h := massHistogram(64, false)
	for _, normal := range []bool{true, false} {
		q := massNodes(n, normal)
		y := q.Quantile(.4)
		name := map[bool]string{true: "normals", false: "betas"}[normal]
		for _, c := range []struct {
			name string
			call func(q Posterior)
		}{
			{"swap", func(q Posterior) { must1(SwapPrior(q, h, FlatPrior{13.51, 15.2})).Mode() }},
			{"cdf", func(q Posterior) { q.CDF(y) }},
			{"mode", func(q Posterior) { q.Mode() }},
			{"quantile", func(q Posterior) { q.Quantile(.16) }},
			{"hpd", func(q Posterior) { q.HPD(.68) }},
		} {
			b.Run(name+"/"+c.name, func(b *testing.B) {
				for b.Loop() {
					q = q.over(q.f)
					c.call(q)
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/n, "us/row")
			})
		}
	}
}

// askAll asks what a catalogue is published with: mean, standard deviation, mode, 68% region and five quantiles.
func askAll(q Posterior) {
	q.Mean()
	q.StdDev()
	q.Mode()
	q.HPD(.68)
	for _, p := range []float64{.05, .16, .5, .84, .95} {
		q.Quantile(p)
	}
}

// benchmarkAnswers asks everything of n rows of the case study, nothing kept from one turn to the next.
func benchmarkAnswers(b *testing.B, n int) {
	h := massHistogram(64, false)
	for _, normal := range []bool{true, false} {
		q := massNodes(n, normal)
		for _, c := range []struct {
			name string
			rows func() Posterior
		}{
			{"swap", func() Posterior { return must1(SwapPrior(newPosterior(q.f), h, FlatPrior{13.51, 15.2})) }},
			{"plain", func() Posterior { return newPosterior(q.f) }},
		} {
			b.Run(map[bool]string{true: "normals/", false: "betas/"}[normal]+c.name, func(b *testing.B) {
				for b.Loop() {
					askAll(c.rows())
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "us/row")
			})
		}
	}
}

func BenchmarkAnswers(b *testing.B) { benchmarkAnswers(b, 2048) }

// The test set of the case study.
func BenchmarkAnswersOfCatalogue(b *testing.B) { benchmarkAnswers(b, 66_442) }

// The mode of one row: of a Posterior of one, prior swapped on the way or not, and of a row of many.
func BenchmarkOneRowMode(b *testing.B) {
	h := massHistogram(64, false)
	for _, normal := range []bool{true, false} {
		one, many := massNodes(1, normal), massNodes(512, normal)
		swapped, row := must1(SwapPrior(many, h, FlatPrior{13.51, 15.2})), 0
		next := func(q Posterior) Posterior { row++; return q.Row(row % q.Rows()) }
		for _, c := range []struct {
			name string
			q    func() Posterior
		}{
			{"swap", func() Posterior { return must1(SwapPrior(newPosterior(one.f), h, FlatPrior{13.51, 15.2})) }},
			{"swapped row", func() Posterior { return next(swapped) }},
			{"plain", func() Posterior { return newPosterior(one.f) }},
			{"row", func() Posterior { return next(many) }},
		} {
			b.Run(map[bool]string{true: "normals/", false: "betas/"}[normal]+c.name, func(b *testing.B) {
				for b.Loop() {
					c.q().Mode()
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N), "us")
			})
		}
	}
}

func BenchmarkPosteriorPoints(b *testing.B) {
	for _, m := range []int{8, 32, 128, 512} {
		b.Run(fmt.Sprint(m), func(b *testing.B) {
			d, values, _ := betaMixture(4)
			q, err := NewPosterior(d, values)
			if err != nil {
				b.Fatal(err)
			}
			y, out := make([]float64, m), make([]float64, m)
			for j := range y {
				y[j] = (float64(j) + .5) / float64(m)
			}
			b.ReportAllocs()
			for b.Loop() {
				q.f.LogProb(0, y, out)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*m), "ns/point")
		})
	}
}

func BenchmarkPosteriorRows(b *testing.B) {
	const n = 4096
	d, values, _ := betaMixture(n)
	q, err := NewPosterior(d, values)
	if err != nil {
		b.Fatal(err)
	}
	y := make([]float64, n)
	for j := range y {
		y[j] = (float64(j) + .5) / n
	}
	b.Run("LogProb", func(b *testing.B) {
		for b.Loop() {
			q.LogProb(y)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/row")
	})
	b.Run("Mode", func(b *testing.B) {
		for b.Loop() {
			newPosterior(q.f).Mode()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/row")
	})
}

// The log-density of each row at 100 points, of 16 components.
func BenchmarkPosteriorLogProbs(b *testing.B) {
	const n, m = 2048, 100
	beta, values, _ := betaMixture(n)
	d := beta.(MixtureSameFamily)
	normal := MixtureSameFamily{d.Mixing, Normal{Loc: d.Components.(Beta).Alpha, Scale: d.Components.(Beta).Beta}}
	grid := make([]float64, m)
	for j := range grid {
		grid[j] = .01 + .98*float64(j)/(m-1)
	}
	for _, d := range []Distribution{normal, beta} {
		b.Run(fmt.Sprintf("%T", d.(MixtureSameFamily).Components), func(b *testing.B) {
			q := must1(NewPosterior(d, values))
			for b.Loop() {
				q.LogProbs(grid)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*m*16), "ns/component")
		})
	}
}
