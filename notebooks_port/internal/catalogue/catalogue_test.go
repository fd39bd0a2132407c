package catalogue

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestMomentsAreScipys(t *testing.T) {
	mean, std, skew, kurt := moments([]float64{1, 2, 3, 4, 10})
	// scipy.stats.skew and kurtosis 1.16, numpy std
	for i, c := range [][2]float64{{mean, 4}, {std, 3.1622776601683795}, {skew, 1.1384199576606167}, {kurt, -.212}} {
		if math.Abs(c[0]-c[1]) > 1e-15*4 {
			t.Errorf("moment %d = %v, want %v", i+1, c[0], c[1])
		}
	}
}

// Every row is possible: in order of host and so of mass, one mass a host, and within the cuts.
func TestRows(t *testing.T) {
	c, err := Generate(context.Background(), 2, .02)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSorted(c.Host) || !slices.IsSorted(c.Column("M200c")) {
		t.Error("rows are not in order of host and mass")
	}
	col := c.Column
	for i := range c.Rows() {
		for j, name := range Names {
			if v := c.Columns[j][i]; math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("row %d: %s = %v", i, name, v)
			}
		}
		n := col("Ngal")[i]
		ratio := col("sigv")[i] / col("v_std")[i]
		switch {
		case n <= minMembers || n != math.Trunc(n):
			t.Errorf("row %d: Ngal %v", i, n)
		case col("M200c")[i] < math.Pow(10, minMass) || col("M200c")[i] > math.Pow(10, maxMass):
			t.Errorf("row %d: M200c %v", i, col("M200c")[i])
		case col("R_mean")[i] <= 0 || col("R_mean")[i] >= aperture || math.Abs(col("v_mean")[i]) >= maxVelocity:
			t.Errorf("row %d is outside the cylinder", i)
		case col("m_mean")[i] <= minStellar || c.TrueFraction[i] < 0 || c.TrueFraction[i] > 1:
			t.Errorf("row %d: m_mean %v, true fraction %v", i, col("m_mean")[i], c.TrueFraction[i])
		case math.Abs(ratio-math.Sqrt(n/(n-1))) > 1e-14:
			t.Errorf("row %d: sigv / v_std = %v", i, ratio)
		case i > 0 && (c.Host[i] == c.Host[i-1]) != (col("M200c")[i] == col("M200c")[i-1]):
			t.Errorf("rows %d and %d: hosts %d and %d, masses %v and %v", i-1, i, c.Host[i-1], c.Host[i], col("M200c")[i-1], col("M200c")[i])
		}
	}
	if c.Column("host") != nil || len(c.TrueFraction) != c.Rows() {
		t.Error("columns")
	}
}

// The same seed gives the same bits on any number of goroutines; another seed, or another share, does not.
func TestSameSeedSameBits(t *testing.T) {
	generate := func(procs int, seed uint64) *Catalogue {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		c, err := Generate(context.Background(), seed, .01)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	one := generate(1, 4)
	for _, procs := range []int{1, 2, 8} {
		if !equal(one, generate(procs, 4)) {
			t.Errorf("GOMAXPROCS %d: different rows", procs)
		}
	}
	if equal(one, generate(2, 5)) {
		t.Error("another seed, the same rows")
	}
}

func equal(a, b *Catalogue) bool {
	for i := range a.Columns {
		if !slices.Equal(a.Columns[i], b.Columns[i]) {
			return false
		}
	}
	return slices.Equal(a.Host, b.Host) && slices.Equal(a.TrueFraction, b.TrueFraction)
}

// A row of a small share is a row of a larger one: what a line of sight shows does not depend on which others are observed.
func TestSharesAreNested(t *testing.T) {
	ctx := context.Background()
	few, err := Generate(ctx, 4, .004)
	if err != nil {
		t.Fatal(err)
	}
	more, err := Generate(ctx, 4, .02)
	if err != nil {
		t.Fatal(err)
	}
	have := map[[2]float64]bool{}
	for i := range more.Rows() {
		have[[2]float64{more.Columns[0][i], more.Column("v_kurt")[i]}] = true
	}
	for i := range few.Rows() {
		if !have[[2]float64{few.Columns[0][i], few.Column("v_kurt")[i]}] {
			t.Fatalf("row %d of the small share is missing from the large one", i)
		}
	}
}

func TestGenerateRefuses(t *testing.T) {
	for _, f := range []float64{0, -1, 1.01, math.NaN(), math.Inf(1)} {
		if _, err := Generate(context.Background(), 1, f); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("fraction %v", f)) {
			t.Errorf("fraction %v: error %v", f, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Generate(ctx, 1, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
	if c, err := Generate(context.Background(), 1, 1e-9); err != nil || c.Rows() != 0 {
		t.Errorf("a share below one line of sight: %v, error %v", c, err)
	}
}

func ExampleGenerate() {
	c, err := Generate(context.Background(), 1, .01)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Rows(), "clusters, columns", Names[:4])
	fmt.Printf("the largest: host %d, %.1e Msun/h, %v galaxies\n", c.Host[c.Rows()-1], c.Column("M200c")[c.Rows()-1], c.Column("Ngal")[c.Rows()-1])
	// Output:
	// 2659 clusters, columns [M200c Ngal sigv R_mean]
	// the largest: host 93625, 2.0e+15 Msun/h, 356 galaxies
}

// BenchmarkGenerate makes the whole catalogue.
func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		c, err := Generate(context.Background(), 1, 1)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(c.Rows()), "rows")
	}
	b.ReportAllocs()
}

// BenchmarkWriteFITS writes a tenth of it.
func BenchmarkWriteFITS(b *testing.B) {
	c, err := Generate(context.Background(), 1, .1)
	if err != nil {
		b.Fatal(err)
	}
	path := b.TempDir() + "/clusters.fits"
	for b.Loop() {
		if err := c.WriteFITS(path); err != nil {
			b.Fatal(err)
		}
	}
}
