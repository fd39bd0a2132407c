// Package report turns the predictions of the cluster-mass notebook into what the program leaves behind: the table of median bias
// against true mass, the coverage of its intervals, and results.json.
package report

import "github.com/deepprob/deepprob/notebooks_port/internal/claims"

// Results is results.json, field by field.
type Results struct {
	CPU      string      `json:"cpu"` // the level of instructions, of graph.CPU: bits differ between levels
	Rows     Rows        `json:"rows"`
	MSE      MSE         `json:"mse"`
	MDN      MDN         `json:"mdn"`
	Prior    string      `json:"prior"` // the estimate of the training prior that Bias is of
	Bias     Bias        `json:"bias"`
	Modes    Modes       `json:"modes"`
	Coverage Coverage    `json:"coverage"`
	Shown    []Shown     `json:"shown"` // the clusters of posteriors.png
	Claims   claims.List `json:"claims"`
	Seconds  Seconds     `json:"seconds"`
}

// Rows counts the clusters of each part.
type Rows struct {
	Train int `json:"train"`
	Test  int `json:"test"`
}

// MSE is the point network: mean loss of each epoch on the target scaled to [0, 1], and the test rows' root mean square error in
// dex.
type MSE struct {
	EpochLoss []float64 `json:"epoch_loss"`
	TestRMSE  float64   `json:"test_rmse"`
}

// MDN is the mixture density network: mean negative log-likelihood of each epoch on the scaled target, and that of the test rows in
// nats a row of log10 M.
type MDN struct {
	EpochLoss []float64 `json:"epoch_loss"`
	TestNLL   float64   `json:"test_nll"`
}

// Shown is a test cluster under the flat prior, with the intervals of its 68% highest density region.
type Shown struct {
	Truth float64      `json:"truth"`
	Mean  float64      `json:"mean"`
	Mode  float64      `json:"mode"`
	HPD   [][2]float64 `json:"hpd"`
}

// Seconds is the wall time of each part, without compiling Go.
type Seconds struct {
	Data     float64 `json:"data"`
	TrainMSE float64 `json:"train_mse"`
	TrainMDN float64 `json:"train_mdn"`
	Predict  float64 `json:"predict"`
	Figures  float64 `json:"figures"`
	Total    float64 `json:"total"`
}

// Full is r with empty lists for absent ones, as results.json has them.
func (r Results) Full() Results {
	r.MSE.EpochLoss, r.MDN.EpochLoss = some(r.MSE.EpochLoss), some(r.MDN.EpochLoss)
	b := &r.Bias
	b.BinCentre, b.Count, b.MSE, b.MDNMean = some(b.BinCentre), some(b.Count), some(b.MSE), some(b.MDNMean)
	b.FlatMean, b.FlatMode, b.Hosts = some(b.FlatMean), some(b.FlatMode), some(b.Hosts)
	e := &b.Error
	e.MSE, e.MDNMean, e.FlatMean, e.FlatMode = some(e.MSE), some(e.MDNMean), some(e.FlatMean), some(e.FlatMode)
	m := &r.Modes
	m.BinCentre, m.Count, m.Hosts, m.Under = some(m.BinCentre), some(m.Count), some(m.Hosts), some(m.Under)
	r.Shown, r.Claims = some(r.Shown), some(r.Claims)
	return r
}

// some makes an absent list an empty one: its readers iterate, and null is no list.
func some[T any](v []T) []T { return append([]T{}, v...) }
