package catalogue

import (
	"context"
	"flag"
	"math"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
)

var (
	full   = flag.Bool("full", false, "simulate the catalogues behind the prior again, a minute or more")
	update = flag.Bool("update", false, "with -full, write prior.json")
)

// The prior is a density, and one more simulation, hosts counted once, follows it: the mean of a bin over hosts, in standard errors
// of so many hosts (rows of a host come together), is below 4.5 in each of 18 bins, which chance passes once in 8,000.
func TestPriorIsThatOfAnotherSimulation(t *testing.T) {
	slow.Test(t)
	l, err := Prior()
	if err != nil {
		t.Fatal(err)
	}
	if lo, hi := l.Support(); lo != MinMass || hi != MaxMass {
		t.Fatalf("support %v to %v", lo, hi)
	}
	c, err := Generate(context.Background(), 77, .2)
	if err != nil {
		t.Fatal(err)
	}
	perHost := map[int]float64{}
	mass := map[int]float64{}
	for i, m := range c.Column("M200c") {
		perHost[c.Host[i]]++
		mass[c.Host[i]] = math.Log10(m)
	}
	var rows, squares [19]float64
	for h, n := range perHost {
		k := int((mass[h] - MinMass) * 10)
		rows[k] += n
		squares[k] += n * n // of a Poisson number of hosts with n rows each
	}
	total := 0.
	for k := range rows {
		want, steps := 0., 200
		lo, hi := MinMass+float64(k)/10, min(MinMass+float64(k+1)/10, MaxMass)
		for i := range steps {
			want += math.Exp(l.LogProb(lo+(hi-lo)*(float64(i)+.5)/float64(steps))) * (hi - lo) / float64(steps)
		}
		total += want
		if z := (rows[k] - want*float64(c.Rows())) / math.Sqrt(squares[k]); k < 18 && math.Abs(z) > 4.5 {
			t.Errorf("from %.1f: %v rows, the prior says %.0f, %.1f standard errors off", lo, rows[k], want*float64(c.Rows()), z)
		}
	}
	if math.Abs(total-1) > 1e-5 {
		t.Errorf("the density integrates to %v", total)
	}
}

// prior.json is what the simulations give.
func TestPriorFile(t *testing.T) {
	if !*full {
		t.Skip("it simulates ten catalogues: use -full")
	}
	got, err := FitPrior(context.Background(), PriorSeeds)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := output.JSON(filepath.Join(".", "prior.json"), got); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := Prior()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1000 { // other levels of the processor move the draws' last bits, and with them a galaxy here and there
		y := MinMass + (MaxMass-MinMass)*float64(i)/999
		if d := got.LogProb(y) - want.LogProb(y); math.Abs(d) > .003 {
			t.Errorf("at %v the log-density is %v off", y, d)
		}
	}
}
