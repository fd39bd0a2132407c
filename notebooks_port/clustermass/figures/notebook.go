package figures

import "github.com/deepprob/deepprob/notebooks_port/clustermass/report"

// NotebookMSE returns the epoch losses that the lecture's notebook prints for its point network (targets scaled to [0, 1]).
func NotebookMSE() []float64 { return []float64{.0062, .0054, .0050, .0049, .0049} }

// NotebookMDN returns the epoch losses that the lecture's notebook prints for its mixture of betas, in nats on scaled targets.
func NotebookMDN() []float64 {
	return []float64{-1.3196, -1.4084, -1.4243, -1.4350, -1.4416, -1.4574, -1.4596, -1.4609, -1.4618, -1.4628}
}

// NotebookBias returns the median biases in dex of the lecture's notebook, read off its figures to within .009 dex. It has none
// for the mean of the mixture, and no counts.
func NotebookBias() report.Bias {
	return report.Bias{
		BinCentre: []float64{13.55, 13.65, 13.75, 13.85, 13.95, 14.05, 14.15, 14.25, 14.35, 14.45, 14.55, 14.65, 14.75, 14.85, 14.95, 15.05, 15.15, 15.25},
		MSE:       []float64{.095, .028, -.019, -.056, -.065, -.074, -.074, -.074, -.074, -.093, -.093, -.065, -.056, -.028, -.019, -.028, -.046, -.074},
		FlatMean:  []float64{.111, .051, .009, -.009, -.019, -.019, -.019, 0, .009, .009, .005, 0, -.009, .009, .019, -.005, -.046, -.144},
		FlatMode:  []float64{.019, .009, 0, 0, -.005, -.009, -.009, .009, .019, .028, .009, .019, 0, .028, .083, .093, .028, -.083},
	}
}
