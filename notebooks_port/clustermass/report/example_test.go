package report_test

import (
	"fmt"
	"os"

	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
)

// Five clusters: the point network pulls them to the middle, the flat-prior mode does not.
func ExampleBiasBins() {
	truth := []float64{13.52, 13.56, 13.58, 14.51, 14.55}
	bias, err := report.BiasBins(truth, report.Estimates{
		MSE:      []float64{13.60, 13.66, 13.70, 14.41, 14.45},
		MDNMean:  []float64{13.61, 13.65, 13.69, 14.42, 14.45},
		FlatMean: []float64{13.58, 13.62, 13.64, 14.52, 14.55},
		FlatMode: []float64{13.52, 13.57, 13.58, 14.51, 14.56},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := bias.WriteText(os.Stdout); err != nil {
		fmt.Println(err)
	}
	coverage, err := report.CoverageOf([]float64{.1, .3, .5, .6, .96})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(coverage)
	// Output:
	// median of estimate - truth [dex] by true mass
	//  log10 M clusters  MSE network  MDN mean  flat-prior mean  flat-prior mode
	//    13.55        3       +0.100    +0.090           +0.060           +0.000
	//    14.55        2       -0.100    -0.095           +0.005           +0.005
	// coverage of central intervals: 50% 0.600, 68% 0.600, 90% 0.800, 95% 1.000
}
