package catalogue

import (
	"math"
	"slices"
	"sort"
	"testing"
)

// The recipe's scales, computed by hand: 94.8 km/s per Mpc/h, at 10^14 27.3 satellites (27.62
// exp(-10^-1.94)), and 93,500 hosts in the box, a count of one box and so within 5 times its root.
func TestRecipe(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want float64
		tolerance float64 // half a unit of the last digit of want, unless exact
	}{
		{"flow", flow, 94.8, .05},
		{"richness", richness(14), 27.3, .05},
		{"concentration", concentration(14), 3.307, .0005},
		{"dispersion", dispersion(15), 1111.7, .05},
		{"bias", bias(12), .9, 1e-12},
		{"mass function", math.Log10(massFunction(14)), -3.889 - math.Pow(10, .719*-.248)/math.Ln10, 1e-12},
		{"hosts", volume * newInverse(massFunction, minMass, maxMass, 2000).total(), 93500, 50 + 5*306},
	} {
		if math.Abs(c.got-c.want) > c.tolerance {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	// 200 critical densities inside r200, in physical Mpc/h.
	r := virialRadius(14) / virial / (1 + redshift)
	if density := 1e14 / (4 * math.Pi / 3 * r * r * r) / (2.775e11 * hubble * hubble); math.Abs(density-200) > 1e-9 {
		t.Errorf("density within r200 is %v critical densities", density)
	}
}

func TestHostsFollowTheMassFunction(t *testing.T) {
	x := drawHosts(5)
	v := newInverse(massFunction, minMass, maxMass, 20_000)
	n, expect := float64(len(x)), volume*v.total()
	if math.Abs(n-expect) > 5*math.Sqrt(expect) {
		t.Errorf("%v hosts, expected %.0f", n, expect)
	}
	if !slices.IsSorted(x) || x[0] < minMass || x[len(x)-1] > maxMass {
		t.Errorf("hosts of %v to %v, want them ascending in [%v, %v]", x[0], x[len(x)-1], minMass, maxMass)
	}
	d := 0.
	for i, m := range x {
		f := v.integral(m) / v.total()
		d = max(d, f-float64(i)/n, float64(i+1)/n-f)
	}
	if d*math.Sqrt(n) > 2.4 { // chance: 2e-5
		t.Errorf("Kolmogorov distance %.2f / sqrt(n)", d*math.Sqrt(n))
	}
}

// A host has 3 to 101 lines of sight: 3 below 10^14, then enough to hold the density of lines at 1e-5 a dex, to the 1 by which the count
// is rounded up, until 101 are not enough.
func TestLineCounts(t *testing.T) {
	x := drawHosts(6)
	n := lineCounts(x)
	if lo, hi := slices.Min(n), slices.Max(n); lo != 3 || hi != 101 {
		t.Errorf("%d to %d lines, want 3 to 101", lo, hi)
	}
	below := sort.SearchFloat64s(x, 14)
	if slices.Max(n[:below]) != 3 {
		t.Errorf("%d lines below 10^14", slices.Max(n[:below]))
	}
	for _, m := range []float64{14.1, 14.5, 14.8} {
		i := sort.SearchFloat64s(x, m)
		density := massFunction(m)
		want := flatDensity / density
		hosts := density * volume * densityWindow
		// The density comes from the hosts within .01 dex: a relative error of 1/sqrt(hosts); five of those, and rounding up.
		if math.Abs(float64(n[i])-want-.5) > .5+5*want/math.Sqrt(hosts)+2 {
			t.Errorf("%d lines at %v, want about %.1f", n[i], m, want)
		}
	}
}

func TestSightsAreASortedShare(t *testing.T) {
	lines := []int{3, 5, 3, 101, 3}
	all := drawSights(1, lines, 1)
	if len(all) != 115 || all[3] != (sight{1, 0}) || all[114] != (sight{4, 2}) {
		t.Fatalf("%d lines of sight, [3] = %v, last %v", len(all), all[3], all[len(all)-1])
	}
	some, more := drawSights(1, lines, .2), drawSights(1, lines, .7)
	if len(some) != 23 || len(more) != 80 {
		t.Errorf("shares of .2 and .7 hold %d and %d of 115", len(some), len(more))
	}
	order := func(a, b sight) int { return int(a.host-b.host)*1000 + int(a.line-b.line) }
	if !slices.IsSortedFunc(more, order) {
		t.Error("lines of sight are not in order")
	}
	for _, s := range some {
		if _, ok := slices.BinarySearchFunc(more, s, order); !ok {
			t.Errorf("line %v is in the share of .2 and not in that of .7", s)
		}
	}
}

// What a host's lines of sight share scatters as the recipe says: richness and environment log-normally about their means, dispersion and
// concentration in dex, dispersion with a correlation of .15 with the logarithm of richness.
func TestDrawHostScatters(t *testing.T) {
	const n, x = 40_000, 14
	r := newRecipe()
	plain := r.fieldOf(&host{rvir: virialRadius(x)}, biasFactor*bias(x)).sum[massBins-1]
	m := richness(x)
	var got [8]struct{ sum, square float64 }
	for i := range n {
		h := r.drawHost(3, i, x)
		s, c := math.Log10(h.sigma/dispersion(x)), math.Log10(h.conc/concentration(x))
		k, env := float64(h.members)-m, h.field.sum[massBins-1]/plain-1
		for j, v := range [8]float64{s, s * s, c, c * c, k, k * k, s * k, env * env} {
			got[j].sum += v
			got[j].square += v * v
		}
	}
	spread := math.Expm1(richnessScatter * richnessScatter)
	for j, want := range [8]float64{
		0, sigmaHost * sigmaHost, 0, concScatter * concScatter,
		0, m + m*m*spread, sigmaHost * sigmaRichness * richnessScatter * m, math.Expm1(environment * environment),
	} {
		mean := got[j].sum / n
		se := math.Sqrt((got[j].square/n - mean*mean) / n)
		if !(math.Abs(mean-want) < 5*se) {
			t.Errorf("moment %d is %.4g +- %.2g, want %.4g", j, mean, se, want)
		}
	}
}
