package nets_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"gonum.org/v1/gonum/stat/distuv"
)

// Counts whose rate doubles where x grows by 1.
func ExamplePoisson() {
	train := made(4000, func(x float64, r *rand.Rand) float64 {
		return distuv.Poisson{Lambda: 6 * math.Pow(2, x), Src: r}.Rand()
	})
	q := fitted(nets.Poisson{}, losses.NLL{}, train, -.7, .7)
	fmt.Printf("means %.0f, at most 5 with %.1f\n", q.Mean(), q.CDF([]float64{5, 5}))
	// Output: means [4 10], at most 5 with [0.8 0.1]
}

// Counts that scatter more than a Poisson: the variance is 20 + 20²/4.
func ExampleNegativeBinomial() {
	train := made(4000, func(_ float64, r *rand.Rand) float64 {
		return distuv.Poisson{Lambda: distuv.Gamma{Alpha: 4, Beta: .2, Src: r}.Rand(), Src: r}.Rand()
	})
	q := fitted(nets.NegativeBinomial{}, losses.NLL{}, train, 0)
	fmt.Println("mean about 20:", math.Abs(q.Mean()[0]-20) < 1, "standard deviation about 11:", math.Abs(q.StdDev()[0]-11) < 1)
	// Output: mean about 20: true standard deviation about 11: true
}

// Stars from 0 to 4, that x has more or less of.
func ExampleOrdinal() {
	train := made(4000, func(x float64, r *rand.Rand) float64 {
		u := r.Float64()
		return min(max(math.Round(2+2*x+.5*math.Log(u/(1-u))), 0), 4)
	})
	q := fitted(nets.Ordinal{Classes: 5}, losses.NLL{}, train, -.5, .5)
	fmt.Printf("most likely %.0f stars\n", q.Mode())
	// Output: most likely [1 3] stars
}
