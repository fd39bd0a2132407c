package layers_test

import (
	"math"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
)

// loss is the mean square of a small network's output.
var loss = layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
	return ops.Mean(ops.Square(layers.MLP{Widths: []int{5, 2}, Activation: layers.Tanh}.Forward(s, in[0])))
})

// ValueAndGrad is the derivative: central differences of Apply agree to their own error, 1e-9 at steps of 1e-5.
func TestValueAndGrad(t *testing.T) {
	x := matrix(4, 3)
	p, err := loss.Init(2, x)
	if err != nil {
		t.Fatal(err)
	}
	value, grads, err := loss.ValueAndGrad(p, x)
	if err != nil {
		t.Fatal(err)
	}
	at := func() float64 {
		y, err := loss.Apply(p, x)
		if err != nil {
			t.Fatal(err)
		}
		return ops.Data[float64](y)[0]
	}
	if v := at(); v != value {
		t.Errorf("value %v, Apply gives %v", value, v)
	}
	if d := cmp.Diff(p.Names(), grads.Names()); d != "" {
		t.Error(d)
	}
	for path, w := range p.All() {
		weights, grad := ops.Data[float64](w), ops.Data[float64](grads.Get(path))
		for i, old := range weights {
			const h = 1e-5
			weights[i] = old + h
			up := at()
			weights[i] = old - h
			down := at()
			weights[i] = old
			if want := (up - down) / (2 * h); math.Abs(grad[i]-want) > 1e-9 {
				t.Errorf("%s[%d]: %v, differences give %v", path, i, grad[i], want)
			}
		}
	}
}

var dropped = layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
	return s.Call("drop", layers.Dropout{Rate: .25}, in[0])
})

// Dropout does nothing in prediction, and in training is a function of seed and step: 1/(1-rate) or 0 of the input.
func TestDropoutModes(t *testing.T) {
	x := matrix(100, 50)
	none := &layers.Params{}
	value := func(f *layers.Function) []float64 {
		y, err := f.Apply(none, x)
		if err != nil {
			t.Fatal(err)
		}
		return ops.Data[float64](y)
	}
	in := x.Data().([]float64)
	if d := cmp.Diff(in, value(dropped)); d != "" {
		t.Error("prediction changed its input:", d)
	}
	first := value(dropped.Train(1, 7))
	zeros := 0.
	for i, v := range first {
		if v == 0 {
			zeros++
		} else if math.Abs(v-in[i]/.75) > 1e-15 {
			t.Fatalf("element %d: %v, want 0 or %v", i, v, in[i]/.75)
		}
	}
	// Five standard errors of a share of .25 among 5,000.
	if share := zeros / 5000; math.Abs(share-.25) > 5*math.Sqrt(.25*.75/5000) {
		t.Errorf("%v of the elements are dropped, want .25", share)
	}
	if !cmp.Equal(first, value(dropped.Train(1, 7))) {
		t.Error("one seed and step give two masks")
	}
	if cmp.Equal(first, value(dropped.Train(1, 8))) || cmp.Equal(first, value(dropped.Train(2, 7))) {
		t.Error("another step, or another seed, gives the same mask")
	}
}

// One Function serves several goroutines and parameter sets: run with the race detector.
func TestFunctionConcurrently(t *testing.T) {
	x := matrix(4, 3)
	var wg sync.WaitGroup
	for seed := range uint64(8) {
		wg.Go(func() {
			p, err := loss.Init(seed, x)
			if err != nil {
				t.Error(err)
				return
			}
			want, _, err := loss.ValueAndGrad(p, x)
			for range 20 {
				v, _, err2 := loss.ValueAndGrad(p, x)
				if err != nil || err2 != nil || v != want {
					t.Errorf("seed %d: %v and %v, errors %v, %v", seed, v, want, err, err2)
				}
			}
		})
	}
	wg.Wait()
}

func TestParamsCopyFrom(t *testing.T) {
	x := matrix(1, 3)
	a, _ := loss.Init(1, x)
	b, _ := loss.Init(2, x)
	header := a.Get("dense_0/kernel")
	if err := a.CopyFrom(b); err != nil {
		t.Fatal(err)
	}
	if a.Get("dense_0/kernel") != header || !cmp.Equal(header.Data(), b.Get("dense_0/kernel").Data()) {
		t.Error("CopyFrom must overwrite the weights where they are")
	}
	c := b.Clone()
	ops.Data[float64](c.Get("dense_0/bias"))[0] = 99
	if ops.Data[float64](b.Get("dense_0/bias"))[0] == 99 {
		t.Error("a clone shares memory")
	}
	if n := a.Count(); n != 3*5+5+5*2+2 || a.Len() != 4 {
		t.Errorf("%d weights in %d tensors", n, a.Len())
	}
	c.Set("more", matrix(1, 1))
	if err := a.CopyFrom(c); err == nil {
		t.Error("five parameters were copied over four")
	}
}
