package distributions

import (
	"slices"
	"testing"
)

func benchmarkRows(b *testing.B, smooth bool) {
	q := must1(newPosterior(bare{randomBetas(200, 16, 1)}).Scaled(13.5, 1.8334))
	h := massHistogram(64, smooth)
	b.ReportAllocs()
	for b.Loop() {
		must1(SwapPrior(q, h, Uniform{13.51, 15.2})).Mode()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/200, "us/row")
}

func BenchmarkSwapPriorBetas16(b *testing.B)       { benchmarkRows(b, false) }
func BenchmarkSwapPriorBetas16Smooth(b *testing.B) { benchmarkRows(b, true) }

// freeDensity costs next to nothing: what remains is the numerics.
type freeDensity struct{ family }

func (f freeDensity) logProb(i int, y, out []float64) {
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
		must1(SwapPrior(q, h, Uniform{13.51, 15.2}))
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
				q.memo = new(memo)
				c.call(q)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/200, "us/row")
		})
	}
}
