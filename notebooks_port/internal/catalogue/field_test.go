package catalogue

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/rng"
)

// The clustered halos that distance keeps are those of the recipe, drawn here as it is written: r from r^(2-gamma) on [r_ex, the end of the
// line], the direction isotropic, kept if inside the cylinder. Compared are the expected number in it and the moments of where they are.
func TestDistanceIsTheRecipe(t *testing.T) {
	const n = 400_000
	r := newRecipe()
	for _, c := range []struct {
		name string
		x    float64
		bin  int
	}{{"small host, small halo", 13.5, 2}, {"large host, small halo", 15.2, 0}, {"small host, large halo", 13.6, 36}} {
		w := newWorker(r, 1)
		h := r.drawHost(1, 0, c.x)
		h.field = r.fieldOf(h, 1)
		b := &r.bins[c.bin]
		w.src.Reset(rng.New(1, c.name, 0, 0))

		// Plain: the rate in the whole sphere, and the share that falls into the cylinder.
		ex := exclusion * math.Max(h.rvir, b.rvir)
		lo, hi := math.Pow(ex, nearPower), math.Pow(b.reach*b.reach+depth*depth, nearPower/2)
		var plain tally
		for range n {
			r := math.Pow(lo+w.src.Float64()*(hi-lo), 1/nearPower)
			along := r * (2*w.src.Float64() - 1)
			off := math.Sqrt(r*r - along*along)
			if off < b.reach && math.Abs(along) < depth {
				plain.add(r, off, along)
			}
		}
		plain.rate = b.cluster * (hi - lo) / nearPower * plain.n / n
		plain.rateErr = plain.rate / math.Sqrt(plain.n)

		var fast tally
		for range n {
			if r, off, along, ok := w.distance(c.bin, &h.field); ok {
				if off > b.reach*(1+1e-12) || math.Abs(along) > depth*(1+1e-12) || r < ex*(1-1e-12) || math.Abs(math.Hypot(off, along)/r-1) > 1e-7 {
					t.Fatalf("%s: a halo at r %v, off %v, along %v", c.name, r, off, along)
				}
				fast.add(r, off, along)
			}
		}
		rate := h.field.sum[c.bin]
		if c.bin > 0 {
			rate -= h.field.sum[c.bin-1]
		}
		fast.rate = rate * fast.n / n
		fast.rateErr = rate * math.Sqrt(fast.n/n*(1-fast.n/n)/n)
		if fast.n < n/3 {
			t.Errorf("%s: only %v of %d are kept", c.name, fast.n, n)
		}
		if e := (fast.rate - plain.rate) / math.Hypot(fast.rateErr, plain.rateErr); math.Abs(e) > 5 {
			t.Errorf("%s: rate %v, the recipe's %v, %.1f standard errors", c.name, fast.rate, plain.rate, e)
		}
		for i := range fast.sum {
			m, v := fast.mean(i)
			m0, v0 := plain.mean(i)
			if e := (m - m0) / math.Sqrt(v+v0); math.Abs(e) > 5 {
				t.Errorf("%s: moment %d is %v, the recipe's %v, %.1f standard errors", c.name, i, m, m0, e)
			}
		}
	}
}

// tally sums the moments of positions: r, off, |along|, along, and the share within 3 Mpc/h of the host.
type tally struct {
	n, rate, rateErr float64
	sum, square      [5]float64
}

func (s *tally) add(r, off, along float64) {
	s.n++
	near := 0.
	if r < 3 {
		near = 1
	}
	for i, v := range [5]float64{r, off, math.Abs(along), along, near} {
		s.sum[i] += v
		s.square[i] += v * v
	}
}

// mean returns moment i and its squared standard error.
func (s *tally) mean(i int) (m, v float64) {
	m = s.sum[i] / s.n
	return m, (s.square[i]/s.n - m*m) / s.n
}

// Halos without satellites are never drawn; those with one are as many, and have as many, as the recipe says: of n halos uniform in a bin,
// the expected number with k satellites is the integral of a Poisson probability.
func TestHaloCountsSatellites(t *testing.T) {
	const n = 200_000
	r := newRecipe()
	for _, i := range []int{0, 12, 26} { // 1e-3, .6 and 20 satellites a halo
		w := newWorker(r, 1)
		w.src.Reset(rng.New(2, "halo", uint64(i), 0))
		b := &r.bins[i]
		kept := -math.Expm1(-b.most) // of the halos at the bin's upper edge
		var some, total float64
		for range n {
			x, k := w.halo(i)
			if math.Abs(x-b.x) > massStep/2 {
				t.Fatalf("bin at %v: a halo of %v", b.x, x)
			}
			some += min(1, float64(k))
			total += float64(k)
		}
		var wantSome, wantTotal, wantSquare float64
		const steps = 1000
		for j := range steps {
			m := richness(b.x + massStep*((float64(j)+.5)/steps-.5))
			wantSome -= math.Expm1(-m) / kept / steps
			wantTotal += m / kept / steps
			wantSquare += (m + m*m) / kept / steps
		}
		if e := (some - n*wantSome) / math.Sqrt(n*wantSome*(1-wantSome)+1); math.Abs(e) > 5 {
			t.Errorf("bin at %v: %v halos with satellites, want %v", b.x, some, n*wantSome)
		}
		if e := (total - n*wantTotal) / math.Sqrt(n*(wantSquare-wantTotal*wantTotal)); math.Abs(e) > 5 {
			t.Errorf("bin at %v: %v satellites, want %v", b.x, total, n*wantTotal)
		}
	}
}
