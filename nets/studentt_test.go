package nets_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

var tailLaws = []law{
	{
		name: "StudentT", net: nets.StudentT{Body: small}, free: true,
		draw: func(x float64, r *rand.Rand) float64 {
			return 20 + 3*x + (.5+.5*x)*distuv.StudentsT{Mu: 0, Sigma: 1, Nu: 3, Src: r}.Rand()
		},
		cost:     func(x, y float64) float64 { return studentCost(y, 3, 20+3*x, .5+.5*x) },
		marginal: studentMarginal, start: .01, learned: .03,
	},
}

func studentCost(y, df, loc, scale float64) float64 {
	z := (y - loc) / scale
	return mathext.Lbeta(df/2, .5) + math.Log(df)/2 + math.Log(scale) + (df+1)/2*math.Log1p(z*z/df)
}

// studentMarginal searches the three parameters of a StudentT on a grid around what fits the middle.
func studentMarginal(y []float64) float64 {
	var some [][]float64
	center := mean(y)
	for _, df := range []float64{1.5, 2, 3, 4, 5, 7, 10, 20, 50} {
		for loc := center - 1; loc < center+1; loc += .2 {
			for scale := .5; scale < 4; scale *= 1.1 {
				some = append(some, []float64{df, loc, scale})
			}
		}
	}
	return best(y, func(y float64, at []float64) float64 { return studentCost(y, at[0], at[1], at[2]) }, some...)
}

// Degrees of freedom that are given stay; those that are learned come near the law's. Its prediction has them.
func TestDegreesOfFreedom(t *testing.T) {
	slow.Test(t)
	train := rows(tailLaws[0], 2000, 1)
	known := fit(t, &training.Model{Net: nets.StudentT{Body: small, DF: 4}, X: data.Standardize{}}, nil, train, 5)
	if names := known.Params.Names(); slices.Contains(names, "df") || slices.Contains(names, "target/df") {
		t.Errorf("it learns degrees of freedom that are given: %v", names)
	}
	m := fit(t, &training.Model{Net: nets.StudentT{Body: small}, X: data.Standardize{}}, nil, train, 25)
	q := predict(t, m, train.X)
	// the ratio of two widths of a StudentT is a function of df alone: 3.25 of 3, 2.80 of 5 and 4.06 of 2
	if wide, narrow := q.Quantile(.975)[0]-q.Quantile(.025)[0], q.Quantile(.8)[0]-q.Quantile(.2)[0]; wide/narrow < 2.9 || wide/narrow > 3.6 {
		t.Errorf("the outer width is %.2f times the inner", wide/narrow)
	}
	if df := 1 + float64(m.Params.Get("target/df").Data().([]float32)[0])*math.Exp(float64(m.Params.Get("df").Data().([]float32)[0])); math.Abs(df-3) > .5 {
		t.Errorf("it has %.2f degrees of freedom, the law 3", df)
	}
}

func TestStudentTLearns(t *testing.T)        { learns(t, tailLaws) }
func TestStudentTUnderWrappers(t *testing.T) { wrapped(t, tailLaws) }
