package main

import (
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
)

// results is results.json, field by field. Variances are given by their roots, in dex or, of the toy, in units of its y.
type results struct {
	Clusters clustersResult `json:"clusters"`
	Toy      toyResult      `json:"toy"`
	Prior    priorResult    `json:"prior"`
	Claims   claims.List    `json:"claims"`
	Seconds  seconds        `json:"seconds"`
}

// clustersResult has one entry a method.
type clustersResult struct {
	Rows     []int                   `json:"rows"` // trained on, by size
	TestRows int                     `json:"test_rows"`
	Moved    int                     `json:"moved"`    // test rows that are asked off the data
	Distance []float64               `json:"distance"` // off the data, in standard deviations of the features
	Methods  map[string]methodResult `json:"methods"`
	Parting  partingResult           `json:"parting"`
	Pruning  pruningResult           `json:"pruning"`
}

// partingResult says what the methods make of ignorance after few rows. Lists of methods are by size, as far as one can be paid.
type partingResult struct {
	Rows      []int                   `json:"rows"`
	Noise     float64                 `json:"noise"`      // root mean variance, dex: the aleatoric part of the ensemble
	NoiseRows int                     `json:"noise_rows"` // after so many
	Methods   map[string][]partResult `json:"methods"`
	Evidence  []float64               `json:"log_evidence"` // by size, of the marginal likelihood
	NUTS      nutsResult              `json:"nuts_diagnostics"`
}

// partResult is the parts, the error, and as what the method books the squared error beyond that of the noise: as shares of it.
type partResult struct {
	Epistemic   float64 `json:"epistemic"`
	Aleatoric   float64 `json:"aleatoric"`
	RMSE        float64 `json:"rmse"`
	AsIgnorance float64 `json:"as_epistemic"`
	AsNoise     float64 `json:"as_aleatoric"`
}

// methodResult is what a method made of the cluster masses: lists are by size, Off is of the second.
type methodResult struct {
	Epochs    []int        `json:"epochs"`
	Epistemic []float64    `json:"epistemic"`
	Aleatoric []float64    `json:"aleatoric"`
	Total     []float64    `json:"total"`
	RMSE      []float64    `json:"rmse"`
	NLL       []float64    `json:"nll"` // nats a row
	ByMass    []massResult `json:"by_mass"`
	Off       offResult    `json:"off_data"`
}

func (r *methodResult) add(p parts, m massResult, epochs int) {
	r.Epochs, r.ByMass = append(r.Epochs, epochs), append(r.ByMass, m)
	r.Epistemic, r.Aleatoric, r.Total = append(r.Epistemic, p.Epistemic), append(r.Aleatoric, p.Aleatoric), append(r.Total, p.Total)
	r.RMSE, r.NLL = append(r.RMSE, p.RMSE), append(r.NLL, p.NLL)
}

// parts sums up some predictions: roots of the mean variances, so that Total² = Epistemic² + Aleatoric².
type parts struct{ Epistemic, Aleatoric, Total, RMSE, NLL float64 }

// massResult is parts by bins of the true mass.
type massResult struct {
	Mass      []float64 `json:"mass"` // centre, log10
	Epistemic []float64 `json:"epistemic"`
	Aleatoric []float64 `json:"aleatoric"`
	Total     []float64 `json:"total"`
	RMSE      []float64 `json:"rmse"`
}

// offResult is by distance off the data.
type offResult struct {
	Epistemic []float64 `json:"epistemic"`
	Aleatoric []float64 `json:"aleatoric"`
}

// total is the standard deviation that is predicted.
func (r offResult) total() []float64 {
	t := make([]float64, len(r.Epistemic))
	for i := range t {
		t[i] = math.Hypot(r.Epistemic[i], r.Aleatoric[i])
	}
	return t
}

// toyResult is the toy regression on a grid of x.
type toyResult struct {
	X       []float64              `json:"x"`
	Methods map[string]curveResult `json:"methods"`
	NUTS    nutsResult             `json:"nuts_diagnostics"`
}

// curveResult is what a method says along the grid, and how that compares with NUTS.
type curveResult struct {
	Mean      []float64 `json:"mean"`
	Epistemic []float64 `json:"epistemic"`
	Aleatoric []float64 `json:"aleatoric"`
	Within    against   `json:"within_data"`
	Left      against   `json:"left_of_data"`
	Right     against   `json:"right_of_data"`
	Seconds   float64   `json:"seconds"`
}

// against compares with NUTS over a stretch of x.
type against struct {
	SDRatio float64 `json:"sd_ratio"` // of the roots of the mean epistemic variances
	Off     float64 `json:"mean_off"` // root of the mean of (mean - NUTS's mean)², in units of y
}

// nutsResult says how far the yardstick may be trusted.
type nutsResult struct {
	Draws       int     `json:"draws"`
	Gradients   int     `json:"gradients"`
	Cut         int     `json:"cut"` // trajectories of the draws that had not turned at their greatest length
	Divergences int     `json:"divergences"`
	RHat        float64 `json:"max_rhat_of_function"` // of f(x), largest over the grid
	ESS         float64 `json:"min_ess_of_function"`
}

// priorResult is the standard deviation over draws from each prior, at x = 1 standard deviation of the toy and for a cluster whose
// galaxies have the mean features.
type priorResult struct {
	Name    []string  `json:"name"`
	Toy     []float64 `json:"toy"`     // in standard deviations of y
	Cluster []float64 `json:"cluster"` // of the mean mass, dex

	// What Bayes by Backprop makes of each on so many training rows, dex and nats a row.
	Rows      int       `json:"rows"`
	Epistemic []float64 `json:"epistemic"`
	RMSE      []float64 `json:"rmse"`
	NLL       []float64 `json:"nll"`
}

// seconds is the wall time of each part.
type seconds struct {
	Clusters float64 `json:"clusters"`
	Toy      float64 `json:"toy"`
	Figures  float64 `json:"figures"`
	Total    float64 `json:"total"`
}
