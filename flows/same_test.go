package flows_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// allocated is the bytes in use.
func allocated() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// A fit has the same bits from the same seed, on one core and on two.
func TestSameBits(t *testing.T) {
	train := bent(300, 1)
	for _, net := range []training.Net{flows.NSF{Dim: 2, Layers: 2, Linear: true}, flows.MAF{Dim: 2, Layers: 2}, flows.RealNVP{Dim: 2, Layers: 2, Base: flows.Mixture{}}} {
		var first string
		for _, cores := range []int{1, 2, 2} {
			m := &training.Model{Net: net}
			tr := training.Trainer{Loss: losses.NLL{}, Seed: 3, Cores: cores}
			if _, err := tr.Fit(ctx, m, train, 3); err != nil {
				t.Fatal(err)
			}
			if got := bits(m.Params); first == "" {
				first = got
			} else if got != first {
				t.Errorf("%v: other weights on %d cores", net, cores)
			}
		}
	}
}

func bits(p *layers.Params) (s string) {
	for path, v := range p.All() {
		s += fmt.Sprintf("%s %x\n", path, numbers(v))
	}
	return s
}
