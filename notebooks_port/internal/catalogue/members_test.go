package catalogue

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/rng"
)

// In projection an isotropic profile has <R> = pi/4 <r> and <R^2> = 2/3 <r^2>; for an NFW profile cut at c, <r^k> is the integral of
// y^(k+1) / (1+y)^2 over m(c).
func TestOffLineProjectsNFW(t *testing.T) {
	const n = 200_000
	w := newWorker(newRecipe(), 1)
	w.src.Reset(rng.New(3, "profile", 0, 0))
	for _, c := range []float64{.5, 3.3, 30} {
		edge := math.Sqrt(nfwMass(c))
		var sum, square, fourth float64
		for range n {
			y := w.offLine(edge)
			sum += y
			square += y * y
			fourth += y * y * y * y
		}
		mean, meanSquare := math.Pi/4*profile(c, 1), 2./3*profile(c, 2)
		if e := (sum/n - mean) / math.Sqrt((meanSquare-mean*mean)/n); math.Abs(e) > 5 {
			t.Errorf("c = %v: mean %v, want %v", c, sum/n, mean)
		}
		if e := (square/n - meanSquare) / math.Sqrt((fourth/n-meanSquare*meanSquare)/n); math.Abs(e) > 5 {
			t.Errorf("c = %v: mean square %v, want %v", c, square/n, meanSquare)
		}
	}
}

// profile returns <r^k> of an NFW profile cut at c, by the midpoint rule.
func profile(c float64, k int) float64 {
	const steps = 20_000
	sum := 0.
	for i := range steps {
		y := c * (float64(i) + .5) / steps
		sum += math.Pow(y, float64(k+1)) / ((1 + y) * (1 + y))
	}
	return sum * c / steps / nfwMass(c)
}

// The members of a small cluster, all of which are inside the cylinder, have the recipe's second moments: the dispersion profile and
// the bulk motion for those outside sub-groups, sigma^2 and the bulk motion for the others. Each line of sight is one observation.
func TestMembersOfASmallCluster(t *testing.T) {
	const lines = 40_000
	r := newRecipe()
	w := newWorker(r, 1)
	h := r.drawHost(1, 0, minMass)
	h.members, h.sigma = 20, 200
	var n, square, squares float64
	for i := range uint64(lines) {
		w.src.Reset(rng.New(4, "members", i, 0))
		w.r, w.v, w.m = w.r[:0], w.v[:0], w.m[:0]
		w.addMembers(h)
		s := 0.
		for _, v := range w.v {
			s += v * v
		}
		n += float64(len(w.v))
		square += s
		squares += s * s
	}
	if n != lines*20 || w.members != 20 {
		t.Fatalf("%v of %d members are in the cylinder", n, lines*20)
	}
	lognormal := func(dex, k float64) float64 { return math.Exp(k * k * dex * dex * math.Ln10 * math.Ln10 / 2) } // <10^(k dex g)>
	R := math.Pi / 4 * profile(h.conc, 1) / h.conc * lognormal(scaleScatter, 1)
	R2 := 2. / 3 * profile(h.conc, 2) / (h.conc * h.conc) * lognormal(scaleScatter, 2)
	a := 1 + decline*pivot
	smooth := a*a - 2*a*decline*R + decline*decline*R2
	want := h.sigma * h.sigma * lognormal(sigmaLine, 2) * ((1-groupShare)*smooth + groupShare + bulkScatter*bulkScatter)
	mean := square / lines
	err := math.Sqrt((squares/lines - mean*mean) / lines)
	if math.Abs(mean/20-want) > 5*err/20 {
		t.Errorf("mean square velocity %.1f +- %.1f, want %.1f", mean/20, err/20, want)
	}
}

// Members of one sub-group move together: the velocities of two members of one line of sight have a covariance of the bulk motion and,
// if both are in the only group, (1 - .35^2) sigma^2.
func TestSubGroupsMoveTogether(t *testing.T) {
	const lines = 40_000
	r := newRecipe()
	w := newWorker(r, 1)
	h := r.drawHost(1, 0, minMass)
	h.members, h.sigma = 10, 200 // one group: rint(.14 10 / 5) is 0, and there is at least one
	var sum, squares float64
	for i := range uint64(lines) {
		w.src.Reset(rng.New(5, "groups", i, 0))
		w.r, w.v, w.m = w.r[:0], w.v[:0], w.m[:0]
		w.addMembers(h)
		var s, s2 float64
		for _, v := range w.v {
			s += v
			s2 += v * v
		}
		c := (s*s - s2) / 90 // mean product of two of the ten
		sum += c
		squares += c * c
	}
	scale := h.sigma * h.sigma * math.Exp(2*sigmaLine*sigmaLine*math.Ln10*math.Ln10)
	want := scale * (bulkScatter*bulkScatter + groupShare*groupShare*(1-groupSigma*groupSigma))
	mean := sum / lines
	if err := math.Sqrt((squares/lines - mean*mean) / lines); math.Abs(mean-want) > 5*err {
		t.Errorf("covariance %.1f +- %.1f, want %.1f", mean, err, want)
	}
}
