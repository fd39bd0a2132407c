package distributions_test

import (
	"fmt"

	"github.com/deepprob/deepprob/distributions"
)

func ExampleFit() {
	hours := []float64{1.2, 3.4, 0.7, 5, 2.2, 5, 1.9, 4.1}
	seen := []int{0, 0, 0, 1, 0, 1, 0, 0} // two lasted longer than the five hours that they were watched
	fit, err := distributions.Fit(distributions.Weibull{}, distributions.Observations{Y: hours, Status: seen})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range fit.Parameters {
		fmt.Printf("%s %.2f +- %.2f\n", p.Name, p.Value, p.StdErr)
	}
	q, _ := distributions.Numbers(fit.Distribution)
	fmt.Printf("median %.2f hours\n", q.Quantile(.5)[0])
	// Output:
	// Weibull.Concentration 1.47 +- 0.51
	// Weibull.Scale 3.82 +- 1.06
	// median 2.97 hours
}

func ExamplePosterior_KL() {
	p, _ := distributions.Numbers(distributions.Normal{Loc: distributions.Constant(0, 0), Scale: distributions.Constant(1, 1)})
	q, _ := distributions.Numbers(distributions.Normal{Loc: distributions.Constant(0, 2), Scale: distributions.Constant(1, 1)})
	fmt.Printf("KL %.3f, Wasserstein %.3f, energy %.3f\n", p.KL(q), p.Wasserstein1(q), p.EnergyDistance(q))
	// Output: KL [0.000 2.000], Wasserstein [0.000 2.000], energy [0.000 1.944]
}
