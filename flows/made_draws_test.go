package flows_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/nets"
	"gonum.org/v1/gonum/stat/distuv"
)

// Draws fall as the probabilities say, by formulas (bits, classes) and by quantiles (counts): chi-square of the vectors that are expected
// 10 times, with the others together, at a level of 1e-5 a row.
func TestMADEDrawsVectors(t *testing.T) {
	slow.Test(t)
	const n = 20000
	for _, a := range autoregressives() {
		var values []float64
		switch a.net.Of.(type) {
		case nets.Bernoulli, nets.Categorical:
			values = []float64{0, 1, 2}
		case nets.Poisson, nets.NegativeBinomial:
			for k := range 40 {
				values = append(values, float64(k))
			}
		default:
			continue
		}
		q, all := a.joint(t, 2), grid(values, a.net.Dim)
		draws := q.Sample(3, n)
		for i, logs := range q.LogProbs(all) {
			seen := map[string]float64{}
			for _, y := range draws[i] {
				seen[key(y)]++
			}
			chi, cells, rest, restSeen := 0., 0., float64(n), float64(n)
			for k, l := range logs {
				if want := n * math.Exp(l); want >= 10 {
					got := seen[key(all[k])]
					chi += (got - want) * (got - want) / want
					cells, rest, restSeen = cells+1, rest-want, restSeen-got
				}
			}
			if rest > 10 {
				chi, cells = chi+(restSeen-rest)*(restSeen-rest)/rest, cells+1
			}
			if p := (distuv.ChiSquared{K: cells - 1}).Survival(chi); p < 1e-5 {
				t.Errorf("%v, row %d: chi-square %v of %v cells, p = %v", a.net, i, chi, cells, p)
			}
		}
	}
}

func key(y []float64) string {
	var s strings.Builder
	for _, v := range y {
		s.WriteByte(byte(v))
	}
	return s.String()
}

// Draws of numbers with a density, put through the cdf of each given those before it, are uniform on the square.
func TestMADEDrawsNumbers(t *testing.T) {
	const n, bins = 4000, 5
	for _, a := range autoregressives() {
		if a.net.Dim != 2 || a.number(newRand(), 0) == math.Trunc(a.number(newRand(), 0)) {
			continue
		}
		q := a.joint(t, 1)
		at, counts := first([]int{0, 1}, a.places()), [bins * bins]float64{}
		marginal, err := q.Marginal(at)
		if err != nil {
			t.Fatal(a.net, err)
		}
		for _, y := range q.Sample(3, n)[0][:400] {
			left, err := q.Condition(at, y[at:at+1])
			if err != nil {
				t.Fatal(a.net, err)
			}
			other, err := left.Marginal(0)
			if err != nil {
				t.Fatal(a.net, err)
			}
			u, v := marginal.CDF(y[at : at+1])[0], other.CDF(y[1-at : 2-at])[0]
			counts[min(int(u*bins), bins-1)*bins+min(int(v*bins), bins-1)]++
		}
		chi, want := 0., 400./(bins*bins)
		for _, c := range counts {
			chi += (c - want) * (c - want) / want
		}
		if p := (distuv.ChiSquared{K: bins*bins - 1}).Survival(chi); p < 1e-5 {
			t.Errorf("%v: chi-square %v, p = %v: %v", a.net, chi, p, counts)
		}
	}
}

// What is exact is not called an estimate, and what is an estimate is; a row has its own draws.
func TestMADEWarns(t *testing.T) {
	for _, a := range autoregressives() {
		q := a.joint(t, 2)
		if w := strings.Join(q.Warnings(), ";"); !strings.Contains(w, "no means") || !strings.Contains(w, "no marginals") || !strings.Contains(w, "estimates by seeded draws") {
			t.Errorf("%v: warnings %q", a.net, w)
		}
		all, one := q.Sample(5, 3), q.Row(1).Sample(5, 3)
		for s := range all[1] {
			for j := range all[1][s] {
				if all[1][s][j] != one[0][s][j] || math.IsNaN(one[0][s][j]) {
					t.Fatalf("%v: draws %v of row 1 among others, %v alone", a.net, all[1], one[0])
				}
			}
		}
	}
}

// A mean that is estimated by draws is that of the masses.
func TestMADEMean(t *testing.T) {
	a := autoregressives()[2]
	q, all := a.joint(t, 1), grid([]float64{0, 1, 2}, 3)
	want := make([]float64, 3)
	for k, l := range q.LogProbs(all)[0] {
		for j := range want {
			want[j] += math.Exp(l) * all[k][j]
		}
	}
	for j, m := range q.Mean()[0] {
		if math.Abs(m-want[j]) > 5./math.Sqrt(4096) {
			t.Errorf("number %d: mean %v, want %v", j, m, want[j])
		}
	}
}

// Degrees that are given are used: units that see the context alone make all numbers independent.
func TestMADEDegrees(t *testing.T) {
	a := autoregressives()[0]
	a.net.Hidden, a.net.Degrees = []int{5}, [][]int{{-1, -1, -1, -1, -1}}
	q := a.joint(t, 1)
	one := func(j int) float64 {
		sum := 0.
		for k, l := range q.LogProbs(grid([]float64{0, 1}, 4))[0] {
			if k>>(3-j)&1 == 1 {
				sum += math.Exp(l)
			}
		}
		return sum
	}
	want := 1.
	for j := range 4 {
		want *= one(j)
	}
	if got := math.Exp(q.LogProb([][]float64{{1, 1, 1, 1}})[0]); math.Abs(got-want) > 1e-12 {
		t.Errorf("probability %v, the product of its numbers' is %v", got, want)
	}
	var _ flows.Conditional = nets.Bernoulli{}
}
