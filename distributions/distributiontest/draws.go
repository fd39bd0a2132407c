package distributiontest

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"gorgonia.org/tensor"
)

// samples draws with seeded noise: many draws at once on a grid, or one after the other if the noise has a shape of its own.
func samples(t *testing.T, s *subject) {
	if !s.draws(t) {
		return
	}
	shape, m := distributions.NoiseShape(s.d), 4000
	own := has[distributions.HasNoiseShape](s.d)
	if own {
		m = 400
	} else if testing.Short() {
		m = 1000
	}
	noise := make([]float64, m*shape.TotalSize())
	rng.New(1, "distributiontest", 0, 0).Normal64(noise, 0)
	var draws []float64
	if own {
		draws = s.oneByOne(t, noise, shape, m)
	} else {
		draws = s.draw(t, param{append([]int{s.n, m}, s.event...), noise})
	}
	s.spread(t, draws, m)
	if s.scalar() && !own {
		s.follow(t, draws, m)
		one := param{shape: []int{s.n}, data: make([]float64, s.n)}
		for i := range one.data {
			one.data[i] = []float64{-1.3, .4, 2}[i%3]
		}
		s.slopes(t, "draw", one, true, distributions.Sample)
	}
}

// draws tells that there are draws.
func (s *subject) draws(t *testing.T) bool {
	t.Helper()
	shape := distributions.NoiseShape(s.d)
	_, err := s.run("draw", tensor.Float64, s.params, param{shape, make([]float64, shape.TotalSize())}, draw)
	if err != nil && !lacks(err) {
		t.Fatalf("a sample: %v", err)
	}
	return err == nil
}

func (s *subject) draw(t *testing.T, noise param) []float64 {
	out, err := s.run("draw", tensor.Float64, s.params, noise, draw)
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

// oneByOne puts m draws in the order of a grid: (n, m) and the event.
func (s *subject) oneByOne(t *testing.T, noise []float64, shape tensor.Shape, m int) []float64 {
	w, size := s.event.TotalSize(), shape.TotalSize()
	out := make([]float64, s.n*m*w)
	for k := range m {
		draw := s.draw(t, param{shape, noise[k*size : (k+1)*size]})
		for i := range s.n {
			copy(out[(i*m+k)*w:(i*m+k+1)*w], draw[i*w:(i+1)*w])
		}
	}
	return out
}

// spread holds mean and variance of draws to those in closed form, where the fourth moment of the draws tells the error of the
// variance; those that are infinite are not compared.
func (s *subject) spread(t *testing.T, draws []float64, m int) {
	mean, ok := s.ask(t, ofRows[0], s.targets())
	variance, also := s.ask(t, ofRows[1], s.targets())
	if !ok || !also {
		return
	}
	w := s.event.TotalSize()
	for e, mu := range mean {
		i, j := e/w, e%w
		var sum, squares, fourth float64
		for k := range m {
			d := draws[(i*m+k)*w+j] - mu
			sum, squares, fourth = sum+d, squares+d*d, fourth+d*d*d*d
		}
		n := float64(m)
		v := variance[e]
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		within(t, fmt.Sprintf("the mean of draws less the mean, number %d,", e), sum/n, 0, 5*math.Sqrt(v/n))
		within(t, fmt.Sprintf("the variance of draws, number %d,", e), squares/n, v, 5*math.Sqrt(max(fourth/n-v*v, 0)/n)+1e-12*v)
	}
}

// follow is the test of Kolmogorov and Smirnov: of so many draws the distance of the empirical cdf is above 2.4/sqrt(m) in one
// of 1e5 samples.
func (s *subject) follow(t *testing.T, draws []float64, m int) {
	draws = slices.Clone(draws)
	for i := range s.n {
		slices.Sort(draws[i*m : (i+1)*m])
	}
	below := s.below(t, draws, m)
	for i := range s.n {
		far := 0.
		for k, p := range below[i*m : (i+1)*m] {
			far = max(far, math.Abs(p-float64(k)/float64(m)), math.Abs(p-float64(k+1)/float64(m)))
		}
		if !(far <= 2.4/math.Sqrt(float64(m))) {
			t.Errorf("the draws of row %d are %.4f from the cdf", i, far)
		}
	}
}

// below is the cdf at m points a row: as numbers, one after the other, where it has no closed form.
func (s *subject) below(t *testing.T, y []float64, m int) []float64 {
	if p, ok := s.ask(t, ofPoints[0], param{[]int{s.n, m}, y}); ok {
		return p
	}
	q, err := s.posterior(s.d)
	if err != nil {
		t.Fatal(err)
	}
	var all []float64
	for i := range s.n {
		row := q.Row(i)
		for _, v := range y[i*m : (i+1)*m] {
			all = append(all, row.CDF([]float64{v})[0])
		}
	}
	return all
}
