package distributions

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// classRows are of two classes, one of which one row excludes, and a row whose parameters are NaN.
func classRows() Posterior {
	return newPosterior(testAtoms{at: [][]float64{{0, 1, 2}, {0, 1, 2}, {0, 1, 2}}, mass: [][]float64{{.2, .3, .5}, {.4, 0, .6}, {math.NaN(), .5, .5}}})
}

// Probs of a class is exp LogProb there, sums to 1 over a row, and is NaN where the parameters are.
func TestProbs(t *testing.T) {
	q := classRows()
	p, err := q.Probs()
	if err != nil || len(p) != 3 {
		t.Fatalf("%v, %v", p, err)
	}
	for c := range 3 {
		l := q.LogProb([]float64{float64(c), float64(c), float64(c)})
		for i := range 2 {
			closeTo(t, "probability", p[i][c], math.Exp(l[i]), 1e-15)
		}
		if !math.IsNaN(p[2][c]) {
			t.Errorf("class %d of a row of NaN is %v", c, p[2][c])
		}
	}
	for i := range 2 {
		closeTo(t, "sum", p[i][0]+p[i][1]+p[i][2], 1, 1e-15)
	}
	if one, err := q.Row(1).Probs(); err != nil || one[0][2] != p[1][2] {
		t.Errorf("row 1 alone: %v, %v", one, err)
	}
	same, err := q.Scaled(0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := same.Probs(); err != nil || s[0][1] != p[0][1] {
		t.Errorf("scaled by 1: %v, %v", s, err)
	}
}

func TestProbsErrors(t *testing.T) {
	scaled, err := classRows().Scaled(0, 2)
	if err != nil {
		t.Fatal(err)
	}
	for want, q := range map[string]Posterior{
		"Probs of a posterior without rows": {},
		"row 0 is not one of classes 0 ... k-1: value 1 is 2; leave targets that are classes unscaled": scaled,
		"row 1 is not one of classes 0 ... k-1: it has 6 values and the first row 2":                   diceRows(),
		"the rows are continuous": twoNormals(1),
	} {
		if p, err := q.Probs(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, %v: want %s", p, err, want)
		}
	}
}

func TestPosteriorPrinted(t *testing.T) {
	for want, q := range map[string]Posterior{
		"posterior of 0 rows": {},
		"posterior of 3 rows; row 0: 2 with probability 0.5; row 1: 2 with probability 0.6; row 2: NaN":                                                                                       classRows(),
		"posterior of 1 row, normals, mixtures of 2 draws; row 0: 0.5 ± 0.94, 90% in [-1.282, 1.77]":                                                                                          twoNormals(1),
		"posterior of 4 rows, mixtures of 16 normals; row 0: 14.58 ± 0.16, 90% in [14.34, 14.86]; row 1: 13.83 ± 0.19, 90% in [13.58, 14.2]; row 2: 14.78 ± 0.29, 90% in [14.28, 15.22]; ...": massNodes(4, true),
	} {
		if got := q.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if b, err := json.Marshal(q); err == nil {
			t.Errorf("as JSON %s", b)
		}
	}
}

// A number far from 0 is written as far as its spread, and a family by what it is made of.
func TestPosteriorPrintedFarOut(t *testing.T) {
	far := Normal{Loc: Constant(1e6 + .25), Scale: Constant(.125)}
	poisson := Poisson{Rate: Constant(1)}
	for want, d := range map[string]Distribution{
		"posterior of 1 row, normals; row 0: 1000000.25 ± 0.12, 90% in [1000000.04, 1000000.46]":           far,
		"posterior of 1 row, truncated normals; row 0: 1000000.25 ± 0.12, 90% in [1000000.04, 1000000.46]": Truncated{Base: far, Low: Constant(0)},
		"posterior of 1 row, zero-inflated poissons; row 0: 0 with probability 0.68":                       ZeroInflated{Logits: Constant(0), Base: poisson},
		"posterior of 1 row, hurdles of truncated poissons; row 0: 0 with probability 0.5":                 Hurdle{Logits: Constant(0), Base: Truncated{Base: poisson, High: Constant(9)}},
	} {
		q, err := Numbers(d)
		if got := q.String(); err != nil || got != want {
			t.Errorf("%s, %v, want %s", got, err, want)
		}
	}
}

// A spread is two digits, as a person writes them.
func TestTwoDigits(t *testing.T) {
	for v, want := range map[float64]string{.94321: "0.94", 29.96: "30", 147.3: "150", 9961: "1e+04", 1234: "1200", 2.34e-7: "2.3e-07", math.Inf(1): "+Inf"} {
		if got := twoDigits(v); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
	if got := twoDigits(math.NaN()); got != "NaN" {
		t.Error(got)
	}
}
