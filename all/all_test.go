package all_test

import (
	"flag"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	_ "github.com/deepprob/deepprob/all"
	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/registry/registrytest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/solvers"
	"github.com/deepprob/deepprob/training"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// hidden makes values of types that are written through others: a new one is a line here.
var hidden = map[reflect.Type]func(bits func() uint64) any{
	reflect.TypeFor[*layers.Params]():   func(bits func() uint64) any { return params(bits) },
	reflect.TypeFor[*solvers.Adam]():    settings[solvers.Adam],
	reflect.TypeFor[*solvers.AdamW]():   settings[solvers.AdamW],
	reflect.TypeFor[*solvers.SGD]():     settings[solvers.SGD],
	reflect.TypeFor[*solvers.RMSProp](): settings[solvers.RMSProp],
	reflect.TypeFor[bnn.NormalPrior](): func(bits func() uint64) any {
		p, _ := bnn.MOPED(params(bits), .1, 2)
		if bits()%2 == 0 {
			p = bnn.NormalPrior{}
		}
		p.Scale, p.FanIn, p.TrainScale = float64(bits()), bits()%2 == 0, bits()%2 == 0
		return p
	},
	reflect.TypeFor[bnn.MeanField](): func(bits func() uint64) any {
		_, m := bnn.MOPED(params(bits), .1, 2)
		if bits()%2 == 0 {
			m = bnn.MeanField{}
		}
		m.Floor, m.SD = float64(bits()), layers.Normal(bits()%7)
		return m
	},
}

// settings is a pointer to a struct with any exported fields.
func settings[T any](bits func() uint64) any {
	p, f := new(T), registrytest.Filler{Bits: bits}
	f.Fill(reflect.ValueOf(p).Elem(), 2)
	return p
}

// params are weights, and a state, with any bits.
func params(bits func() uint64) *layers.Params {
	if bits()%8 == 0 {
		return nil
	}
	p, f := &layers.Params{}, registrytest.Filler{Bits: bits}
	for _, path := range []string{"body/dense_0/kernel", "body/dense_0/bias", "b"}[:bits()%4] {
		p.Set(path, f.Value(reflect.TypeFor[*tensor.Dense](), 1).Interface().(*tensor.Dense))
	}
	if p.Len() > 1 {
		p.SetState("mean", tensor.New(tensor.WithBacking([]float32{1, 2})))
	}
	return p
}

func filler(bits func() uint64) *registrytest.Filler {
	return &registrytest.Filler{Bits: bits, Make: hidden}
}

// Every type that has been entered, with any values in its fields, is read as it was written, bit for bit.
func TestRoundTrip(t *testing.T) {
	types := registry.Types()
	slices.SortFunc(types, func(a, b reflect.Type) int { return strings.Compare(a.String(), b.String()) })
	for _, of := range types {
		if registry.Hidden(of) && of.Implements(reflect.TypeFor[training.Sampler]()) {
			continue // TestSamplers
		}
		if registry.Hidden(of) && hidden[of] == nil {
			t.Errorf("nothing makes a %v: give this test something that does", of)
			continue
		}
		t.Run(of.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				f := filler(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0).Uint64)
				roundTrip(t, f.Value(of, 3))
			})
		})
	}
}

func roundTrip(t *rapid.T, v reflect.Value) {
	type holder struct{ V any }
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return
	}
	was, file := holder{v.Interface()}, registrytest.Tensors{}
	text, err := registry.Write(was, file)
	if err != nil {
		t.Fatal(err)
	}
	var is holder
	if err := registry.Read(text, &is, file); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if d := registrytest.Difference(was, is); d != "" {
		t.Fatalf("%s\n%s", d, text)
	}
}

var update = flag.Bool("update", false, "add what is new to testdata/names.txt")

// What files could have once they can have always: no name of a type, a field or a constant goes away, or changes what stands for it.
// New ones are added by -update.
func TestNames(t *testing.T) {
	const path = "testdata/names.txt"
	b, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatal(err)
	}
	names := registry.Promise()
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		if line != "" && !slices.Contains(names, line) {
			t.Errorf("files have %q, and it is not there any more: read it by registry.EnterAs or EnterThrough", line)
		}
	}
	if text := strings.Join(names, "\n") + "\n"; *update && !t.Failed() {
		err = os.WriteFile(path, []byte(text), 0o644)
	} else if text != string(b) {
		t.Error("there are new names: go test ./all -run TestNames -update")
	}
	if err != nil {
		t.Fatal(err)
	}
}
