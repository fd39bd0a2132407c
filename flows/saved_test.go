package flows_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
)

// A flow that is written and read back gives the same bits of densities and draws, in either type, whether Model.Y scales the target or not.
func TestSavedFlows(t *testing.T) {
	slow.Test(t)
	train := bent(40, 1)
	all := append([]training.Net{
		flows.NSF{Dim: 2, Base: flows.Mixture{}, Unconditional: true}, flows.RealNVP{Dim: 2, Base: flows.StandardT{DF: 3}, Linear: true}, flows.MADE{Dim: 2, Of: nets.Mixture{}},
		flows.Flow{Dim: 2, Transforms: []flows.Transform{flows.Shuffle{Seed: 3}, flows.Coupling{Hidden: []int{}}, flows.Householder{}, flows.Elementwise{Of: flows.Spline{Bins: 3}}}},
	}, flowsOfTwo...)
	for i, net := range all {
		for j, dt := range types {
			m := &training.Model{Net: net, Dtype: dt}
			if (i+j)%2 == 0 {
				m.Y = data.Standardize{}
			}
			fit(t, m, train, 1)
			shaken(m.Params, 7, .1)
			var b bytes.Buffer
			if _, err := m.WriteTo(&b); err != nil {
				t.Fatal(net, err)
			}
			read, err := training.Read(bytes.NewReader(b.Bytes()), int64(b.Len()))
			if err != nil {
				t.Fatal(net, err)
			}
			if was, is := told(t, m, train), told(t, read, train); was != is {
				t.Errorf("%v in %v says %.200s, from its file %.200s", net, dt, was, is)
			}
		}
	}
}

// told is the bits of a model's log-densities and draws.
func told(t *testing.T, m *training.Model, s data.Set) string {
	t.Helper()
	q, err := m.PredictJoint(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	var y [][]float64
	for i := range s.Rows() {
		y = append(y, s.Y[2*i:2*i+2])
	}
	return fmt.Sprintf("%x %x", q.LogProb(y), q.Sample(1, 2))
}
