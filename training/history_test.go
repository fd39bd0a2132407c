package training

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestHistoryBest(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		h    History
		want int
	}{
		{nil, 0},
		{History{{Number: 1, Loss: nan, ValLoss: nan}}, 0},
		{History{{Number: 1, Loss: 3, ValLoss: nan}, {Number: 2, Loss: 1, ValLoss: nan}, {Number: 3, Loss: 2, ValLoss: nan}}, 2},
		{History{{Number: 1, Loss: 3, ValLoss: 1}, {Number: 2, Loss: 1, ValLoss: 2}}, 1},
		{History{{Number: 1, Loss: 3, ValLoss: 1}, {Number: 2, Loss: 1, ValLoss: 1}}, 1},
		{History{{Number: 1, Loss: nan, ValLoss: nan}, {Number: 2, Loss: -1, ValLoss: nan}}, 2},
	} {
		if got, ok := c.h.Best(); got.Number != c.want || ok != (c.want > 0) {
			t.Errorf("best of %v is %d, %v", c.h, got.Number, ok)
		}
	}
}

func TestHistoryColumns(t *testing.T) {
	h := History{{Loss: 3, ValLoss: 2, Seconds: .5}, {Loss: 1, ValLoss: 4, Seconds: .25}}
	if d := cmp.Diff([]float64{3, 1}, h.Losses()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]float64{2, 4}, h.ValLosses()); d != "" {
		t.Error(d)
	}
	if h.Seconds() != .75 {
		t.Errorf("%v s", h.Seconds())
	}
}

// JSON has no NaN: it is null there, and back.
func TestHistoryJSON(t *testing.T) {
	h := History{{Number: 1, Steps: 20, Loss: .1, ValLoss: math.NaN(), Rate: 1e-3, GradNorm: math.Inf(1), Seconds: 2}}
	b, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"number":1,"steps":20,"loss":0.1,"val_loss":null,"rate":0.001,"grad_norm":null,"seconds":2}]`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	var back History
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	h[0].GradNorm = math.NaN()
	if d := cmp.Diff(h, back, cmpopts.EquateNaNs()); d != "" {
		t.Error(d)
	}
	if err := json.Unmarshal([]byte(`[{"number":"one"}]`), &back); err == nil {
		t.Error("a number in quotes was read")
	}
}
