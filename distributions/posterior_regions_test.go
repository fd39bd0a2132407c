package distributions

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
)

func TestPosteriorModeDominatesGrid(t *testing.T) {
	eachLaw(t, true, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		mode := q.Mode()
		top := q.LogProb(mode)[0]
		if g == nil {
			if !math.IsInf(top, 1) {
				t.Errorf("mode %v of an unbounded density has log-density %v", mode[0], top)
			}
			return
		}
		if best := math.Log(slices.Max(g.p)); top < best-4e-15*max(1, math.Abs(best)) {
			t.Errorf("mode %v: log-density %.17g, grid has %.17g", mode[0], top, best)
		}
		if all := q.Modes()[0]; q.LogProb(all[:1])[0] < top-1e-12 {
			t.Errorf("first of the modes %v is not as dense as the mode %v", all, mode)
		}
	})
}

// Each local maximum of the grid is near a mode, unless only rounding makes it one, and each mode is a local maximum
// of the grid.
func TestPosteriorModesMatchGrid(t *testing.T) {
	eachLaw(t, false, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		modes := q.Modes()[0]
		used := make([]bool, len(modes))
		top := slices.Max(g.p)
		for i := 0; i < len(g.p); {
			j := i
			for j+1 < len(g.p) && math.Abs(g.p[j+1]-g.p[i]) <= 1e-12*g.p[i] {
				j++
			}
			peak := (i == 0 || g.p[i-1] < g.p[i]) && (j+1 == len(g.p) || g.p[j+1] < g.p[i])
			if peak && g.p[i] > 1e-9*top {
				k := slices.IndexFunc(modes, func(m float64) bool { return m >= g.y[i]-2*g.h[i] && m <= g.y[j]+2*g.h[j] })
				if k < 0 {
					t.Errorf("no mode near the local maximum %.9g..%.9g with density %.3g of the peak: %v", g.y[i], g.y[j], g.p[i]/top, modes)
				} else {
					used[k] = true
				}
			}
			i = j + 1
		}
		for k, m := range modes {
			if p := math.Exp(q.LogProb([]float64{m})[0]); !used[k] && p > 1e-9*top {
				t.Errorf("mode %.9g is no local maximum of the grid", m)
			}
		}
		if !slices.IsSortedFunc(modes, func(a, b float64) int {
			return int(math.Copysign(1, q.LogProb([]float64{b})[0]-q.LogProb([]float64{a})[0]+1e-12))
		}) {
			t.Errorf("modes %v are not densest first", modes)
		}
	})
}

// The mass of the region is exact, and it is no longer than the cells of the grid, densest first, that hold as much:
// up to one cell at each end of an interval, and the cells that rounding orders on a plateau.
func TestPosteriorHPDIsSmallestWithItsMass(t *testing.T) {
	slow.Test(t)
	eachLaw(t, true, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		for _, mass := range []float64{.01, .25, .5, .68, .9, .95, .999} {
			region := q.HPD(mass)[0]
			total, width := 0., 0.
			for k, r := range region {
				ends := q.Row(0)
				total += ends.CDF([]float64{r.Hi})[0] - ends.CDF([]float64{r.Lo})[0]
				width += r.Hi - r.Lo
				if !(r.Hi > r.Lo) || k > 0 && !(r.Lo > region[k-1].Hi) {
					t.Errorf("mass %v: intervals are not disjoint and ascending: %v", mass, region)
				}
			}
			closeTo(t, "mass of the HPD region", total, mass, 1e-9)
			if g != nil {
				smallest := g.shortest(mass)
				closeTo(t, "width of the HPD region", width, smallest, float64(2*len(region)+2)*slices.Max(g.h))
			}
		}
	})
}

// shortest is the total width of the densest cells that hold the mass.
func (g *bruteGrid) shortest(mass float64) float64 {
	if g.densest == nil {
		for i := range g.p {
			g.densest = append(g.densest, i)
		}
		slices.SortFunc(g.densest, func(a, b int) int { return cmp.Compare(g.p[b], g.p[a]) })
	}
	sum, width := 0., 0.
	for _, i := range g.densest {
		if sum >= mass*g.mass {
			break
		}
		sum, width = sum+g.p[i]*g.h[i], width+g.h[i]
	}
	return width
}

func TestPosteriorHPDExtremes(t *testing.T) {
	eachLaw(t, true, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		lo, hi := q.f.Support(0)
		all := q.HPD(1)[0]
		if all[0].Lo != lo || all[len(all)-1].Hi != hi {
			t.Errorf("HPD(1) is %v, support [%v, %v]", all, lo, hi)
		}
		if m, none := q.Mode()[0], q.HPD(0)[0]; len(none) != 1 || none[0] != (Interval{Lo: m, Hi: m}) {
			t.Errorf("HPD(0) is %v, mode %v", none, m)
		}
	})
}

// Where the density is infinite it is above every level, also where less than a float's width is.
func TestHPDKeepsAnInfiniteEnd(t *testing.T) {
	q := must1(newPosterior(bare{betas(1e-6, .9, 3, 1-1e-6, 50, 50)}).Scaled(13.5, 1.8334))
	region := q.HPD(.5)[0]
	if len(region) != 2 || region[0] != (Interval{Lo: 13.5, Hi: 13.5}) {
		t.Errorf("HPD is %v, want the end 13.5 and an interval", region)
	}
}

// Units do not matter: densities of rows 1e45 wide, luminosities in erg/s say, or 1e-45, are at the ends of float32, in which
// panels are bounded.
func TestHPDInAnyUnits(t *testing.T) {
	slow.Test(t)
	q := newPosterior(bare{normals(.3, 14.1, 1e-2, .7, 13.8, .3)})
	for e := -46.; e < 48; e += .05 {
		unit := math.Pow(10, e)
		scaled := must1(q.Scaled(0, unit))
		for _, mass := range []float64{.1, .68, .999} {
			want, got := q.HPD(mass)[0], scaled.HPD(mass)[0]
			if len(got) != len(want) {
				t.Fatalf("HPD %v in units of %v is %v, want that many times %v", mass, unit, got, want)
			}
			for i := range got {
				closeTo(t, "lower end", got[i].Lo/unit, want[i].Lo, 1e-8)
				closeTo(t, "upper end", got[i].Hi/unit, want[i].Hi, 1e-8)
			}
		}
	}
}

// The region of all mass is the bins that have some, in any units: its ends are edges.
func TestHPDOfAllMassIsWholeBins(t *testing.T) {
	slow.Test(t)
	r := rand.New(rand.NewPCG(31, 7))
	for range 300 {
		target := Histogram{Edges: []float64{13.5 + .2*r.Float64()}, Mass: nil}
		for k := range 2 + r.IntN(70) {
			target.Edges = append(target.Edges, target.Edges[k]+.02*(.1+r.Float64()))
			target.Mass = append(target.Mass, float64(r.IntN(2)))
		}
		target.Mass[r.IntN(len(target.Mass))] = 1
		var want []Interval
		for k, m := range target.Mass {
			if m > 0 {
				if n := len(want) - 1; n >= 0 && want[n].Hi == float64(k) {
					want[n].Hi++
				} else {
					want = append(want, Interval{Lo: float64(k), Hi: float64(k + 1)})
				}
			}
		}
		q := must1(mixtureNodes(r.IntN(2) == 0, []float64{1, .5, .8}).Scaled(13.5, 1.8334))
		q = must1(SwapPrior(q, FlatPrior{target.Edges[0], target.Edges[len(target.Mass)]}, target))
		scaled := must1(q.Scaled(100*r.NormFloat64(), math.Exp(5*r.NormFloat64())))
		for _, p := range []Posterior{q, scaled} {
			lo, hi := p.f.Support(0)
			edges, region := p.f.Breaks(0, nil), p.HPD(1)[0]
			edges[int(want[0].Lo)], edges[int(want[len(want)-1].Hi)] = lo, hi
			if len(region) != len(want) {
				t.Fatalf("HPD(1) has %d intervals, want %d", len(region), len(want))
			}
			for k, x := range region {
				if e := (Interval{Lo: edges[int(want[k].Lo)], Hi: edges[int(want[k].Hi)]}); x != e {
					t.Fatalf("interval %d of HPD(1) is %v, want %v", k, x, e)
				}
			}
		}
	}
}
