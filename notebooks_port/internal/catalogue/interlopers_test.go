package catalogue

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interlopers are drawn with every shortcut that keeps their distribution: only halos with satellites, only those in the cylinder, only
// galaxies that pass the cuts. Here is the recipe as it is written, without any; per line of sight, the expected number of
// interlopers, its square (halos bring several at once), and where they are in R, v and m agree.
func TestInterlopersAreTheRecipe(t *testing.T) {
	slow.Test(t)
	const lines = 2500
	for _, x := range []float64{13.5, 15} {
		w := newWorker(newRecipe(), 1)
		h := w.drawHost(1, 0, x)
		h.field = w.fieldOf(h, biasFactor*bias(x))
		var fast, plain perLine
		for i := range uint64(lines) {
			for _, c := range []struct {
				name string
				draw func(*host)
				into *perLine
			}{{"fast", w.addInterlopers, &fast}, {"plain", w.plainInterlopers, &plain}} {
				w.src.Reset(rng.New(7, c.name, i, uint64(x)))
				w.r, w.v, w.m = w.r[:0], w.v[:0], w.m[:0]
				c.draw(h)
				c.into.add(w)
			}
		}
		for j, name := range measures {
			a, va := fast.mean(j, lines)
			b, vb := plain.mean(j, lines)
			if e := (a - b) / math.Sqrt(va+vb); !(math.Abs(e) < 5) {
				t.Errorf("x = %v: %s is %.4g a line, the recipe's %.4g, %.1f standard errors", x, name, a, b, e)
			}
		}
	}
}

var measures = [...]string{"number", "number squared", "sum of R", "sum of R^2", "sum of v", "sum of v^2", "sum of v^4", "number within 300 km/s", "sum of m"}

type perLine struct{ sum, square [len(measures)]float64 }

func (p *perLine) add(w *worker) {
	n := float64(len(w.v))
	s := [len(measures)]float64{0: n, 1: n * n}
	for i, v := range w.v {
		s[2] += w.r[i]
		s[3] += w.r[i] * w.r[i]
		s[4] += v
		s[5] += v * v
		s[6] += v * v * v * v
		if math.Abs(v) < 300 {
			s[7]++
		}
		s[8] += w.m[i] - minStellar
	}
	for j, v := range s {
		p.sum[j] += v
		p.square[j] += v * v
	}
}

func (p *perLine) mean(j int, n float64) (m, v float64) {
	m = p.sum[j] / n
	return m, (p.square[j]/n - m*m) / n
}

// plainInterlopers draws every halo around the line, clustered ones in the whole sphere, and every satellite, then cuts.
func (w *worker) plainInterlopers(h *host) {
	for i := range massBins {
		x := loneMass + massStep*(float64(i)+.5)
		n := massFunction(x) * massStep
		reach := aperture + virialRadius(x)
		for range w.poisson(n * math.Pi * reach * reach * 2 * depth) {
			off := reach * math.Sqrt(w.rand.Float64())
			along := depth * (2*w.rand.Float64() - 1)
			w.plainHalo(x, off, along*flow)
		}
		ex := exclusion * max(h.rvir, virialRadius(x))
		end := math.Hypot(reach, depth)
		const g = 3 - clusterSlope
		shell := 4 * math.Pi * math.Pow(clusterR0, clusterSlope) * (math.Pow(end, g) - math.Pow(ex, g)) / g
		for range w.poisson(n * biasFactor * bias(h.x) * bias(x) * shell) {
			r := math.Pow(math.Pow(ex, g)+w.rand.Float64()*(math.Pow(end, g)-math.Pow(ex, g)), 1/g)
			along := r * (2*w.rand.Float64() - 1)
			off := math.Sqrt(r*r - along*along)
			if off < reach && math.Abs(along) < depth {
				fall := infall * dispersion(h.x) * math.Sqrt(h.rvir/r)
				w.plainHalo(x, off, along*flow-fall*along/r)
			}
		}
	}
}

func (w *worker) plainHalo(x, off, v float64) {
	v += w.rand.NormFloat64() * peculiar
	x += massStep * (w.rand.Float64() - .5)
	c := concentration(x)
	for range int(distuv.Poisson{Lambda: richness(x), Src: &w.src}.Rand()) {
		r := w.nfw.radius(math.Sqrt(w.rand.Float64()*nfwMass(c))) / c * virialRadius(x)
		mu, phi := 2*w.rand.Float64()-1, 2*math.Pi*w.rand.Float64()
		q := r * math.Sqrt(1-mu*mu)
		R := math.Hypot(off+q*math.Cos(phi), q*math.Sin(phi))
		if u := v + dispersion(x)*w.rand.NormFloat64(); R < aperture && math.Abs(u) < maxVelocity {
			w.add(R, u, x)
		}
	}
}

// Satellites of a halo on the axis: velocities vary by the halo's own motion, 180 km/s for each of two halos, and its dispersion; halos of
// one galaxy each, so that galaxies are independent, and far below the cuts.
func TestHaloVelocities(t *testing.T) {
	const n, x = 100_000, 12.
	w := newWorker(newRecipe(), 1)
	w.src.Reset(rng.New(8, "velocities", 0, 0))
	for range n {
		w.addHalo(x, 1, 0, 100)
	}
	sum, square := 0., 0.
	for _, v := range w.v {
		sum += v - 100
		square += (v - 100) * (v - 100)
	}
	want := 2*180*180 + dispersion(x)*dispersion(x)
	if len(w.v) != n || math.Abs(sum) > 5*math.Sqrt(n*want) || math.Abs(square/n-want) > 5*want*math.Sqrt(2./n) {
		t.Errorf("%d galaxies, mean velocity %.2f, variance %.0f, want %d, 100, %.0f", len(w.v), 100+sum/n, square/n, n, want)
	}
}
