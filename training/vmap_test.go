package training_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// eachRow is a layer applied to one row after the other: its weights are what the function of a row closes over.
type eachRow struct{ Of layers.Layer }

func (e eachRow) Forward(s *layers.Scope, x *G.Node) *G.Node {
	return graph.VMap(func(row *G.Node) *G.Node {
		y := e.Of.Forward(s, ops.Reshape(row, 1, -1))
		return ops.Reshape(y, -1)
	}).Nodes(x)[0]
}

// tanh is Gorgonia's, which has no batch axis for VMap.
type tanh struct{}

func (tanh) Forward(_ *layers.Scope, x *G.Node) *G.Node { return G.Must(G.Tanh(x)) }

// A network written for one row, with weights declared and noise drawn within VMap, is fitted as the one for all rows: with its
// dropout masks, whatever the shards and the last batch, and in loops over rows too.
func TestFitOfMappedNetwork(t *testing.T) {
	s := line(230, .3, 1)
	body := layers.Sequential{layers.Dense{Units: 8}, tanh{}, layers.Dropout{Rate: .2}, layers.Dense{Units: 1}}
	var told [][]float64
	for _, net := range []training.Net{training.Point(body), training.Point(eachRow{body}), training.Point(eachRow{eachRow{body}})} {
		for _, cores := range []int{1, 2} {
			m := &training.Model{Net: net, Dtype: tensor.Float64}
			h := fit(t, training.Trainer{Loss: losses.MSE{}, BatchSize: 60, Seed: 3, Cores: cores}, m, s, 4)
			told = append(told, h.Losses())
			if q, err := m.Predict(t.Context(), s.X); err != nil || len(q.Mean()) != 230 {
				t.Errorf("predictions: %v", err)
			}
		}
	}
	for _, h := range told[1:] {
		for k, want := range told[0] {
			if !(math.Abs(h[k]-want) <= 1e-9*want) {
				t.Errorf("losses %v, want %v", h, told[0])
			}
		}
	}
}
