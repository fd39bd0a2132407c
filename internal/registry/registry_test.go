package registry_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/registry/registrytest"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// What is written is read, bit for bit and without a tensor left over, and the text is a function of the value.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := filler(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0).Uint64)
		v := f.Value(reflect.TypeFor[everything](), 4).Interface().(everything)
		text, file := write(t, &v)
		again, _ := write(t, v)
		if !bytes.Equal(text, again) || !json.Valid(text) {
			t.Fatalf("two texts of one value:\n%s\n%s", text, again)
		}
		asked := counted{file, map[string]bool{}}
		into := everything{Bool: true, Next: &everything{}} // which must go
		if err := registry.Read(text, &into, asked); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if d := registrytest.Difference(v, into); d != "" {
			t.Fatalf("%s\n%s", d, text)
		}
		if len(asked.names) != len(file) {
			t.Fatalf("%d tensors were written and %d read", len(file), len(asked.names))
		}
	})
}

// counted knows what was asked for.
type counted struct {
	registrytest.Tensors
	names map[string]bool
}

func (c counted) Get(name string) (*tensor.Dense, error) {
	c.names[name] = true
	return c.Tensors.Get(name)
}

func write(t interface {
	Fatal(...any)
	Helper()
}, v any) (json.RawMessage, registrytest.Tensors) {
	t.Helper()
	file := registrytest.Tensors{}
	text, err := registry.Write(v, file)
	if err != nil {
		t.Fatal(err)
	}
	return text, file
}

// The text of each form: files of any version are read by what is promised here.
func TestText(t *testing.T) {
	fill := 0.
	long := make([]float64, 33)
	for _, c := range []struct {
		v    everything
		want string
	}{
		{everything{}, `{}`},
		{everything{Shape: square{2}}, `{"Shape":{"type":"internal/registry_test.square","Side":2}}`},
		{everything{Shape: &square{2}}, `{"Shape":{"type":"*internal/registry_test.square","Side":2}}`},
		{everything{Shape: (*square)(nil)}, `{"Shape":{"type":"*internal/registry_test.square","value":null}}`},
		{everything{Shape: unit{}, Square: square{1}}, `{"Square":{"Side":1},"Shape":{"type":"internal/registry_test.unit"}}`},
		{everything{Shape: &worker{Rate: unit{}, done: 3}}, `{"Shape":{"type":"internal/registry_test.worker","Rate":{"type":"internal/registry_test.unit"}}}`},
		{everything{Shape: area(.5)}, `{"Shape":{"type":"internal/registry_test.area","value":0.5}}`},
		{everything{Shape: many{unit{}, nil}}, `{"Shape":{"type":"internal/registry_test.many","value":[{"type":"internal/registry_test.unit"},null]}}`},
		{everything{Shape: secret{1, 0}, Secret: secret{0, 2}}, `{"Shape":{"type":"internal/registry_test.secret","A":1},"Secret":{"B":2}}`},
		{everything{Shape: formula(double), Plain: half}, `{"Shape":{"type":"internal/registry_test.formula","value":"internal/registry_test.double"},"Plain":"test.half"}`},
		{everything{Shape: areas(long)}, `{"Shape":{"type":"internal/registry_test.areas","value":{"tensor":"@/Shape"}}}`},
		{everything{Doubles: []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1)}}, `{"Doubles":["NaN","+Inf","-Inf",-0]}`},
		{everything{Doubles: []float64{math.Float64frombits(0xfff8000000000000)}}, `{"Doubles":["NaN(fff8000000000000)"]}`},
		{everything{Doubles: long}, `{"Doubles":{"tensor":"@/Doubles"}}`},
		{everything{Rows: [][]float64{nil, {}, long}}, `{"Rows":[null,[],{"tensor":"@/Rows[2]"}]}`},
		{everything{Seed: math.MaxUint64, Long: -1 << 53, Int: 1<<53 + 1}, `{"Int":"9007199254740993","Long":-9007199254740992,"Seed":"18446744073709551615"}`},
		{everything{Fill: &fill}, `{"Fill":0}`},
		{everything{Text: "<é>"}, `{"Text":"<é>"}`},
		{everything{Text: "\xff"}, `{"Text":{"base64":"/w=="}}`},
		{everything{Colour: blue, Colours: []colour{red}}, `{"Colour":"blue","Colours":["red"]}`},
		{everything{Dtype: tensor.Float32}, `{"Dtype":"float32"}`},
		{everything{Moments: map[string][]float64{"v": {1}, "m": long}}, `{"Moments":{"m":{"tensor":"@/Moments[\"m\"]"},"v":[1]}}`},
		{everything{Next: &everything{Tensors: tensors{registry.Tensors{Names: []string{"w"}, States: []string{"w"}, Values: []*tensor.Dense{tensor.New(tensor.WithBacking(long))}}}}},
			`{"Next":{"Tensors":{"Tensors":["w"],"States":["w"]}}}`},
	} {
		text, file := write(t, c.v)
		if want := reorder(t, c.want); want != string(text) {
			t.Errorf("the text is\n%s\nwant\n%s", text, want)
		}
		if c.v.Next != nil && file["@/Next.Tensors/w"] == nil {
			t.Errorf("the tensors are %v", file)
		}
	}
}

// reorder is a text with the fields of everything in their order, so that the table need not have it.
func reorder(t *testing.T, text string) string {
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, f := range reflect.VisibleFields(reflect.TypeFor[everything]()) {
		if raw, ok := all[f.Name]; ok {
			if b.Len() > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + f.Name + `":`)
			b.Write(raw)
		}
	}
	return "{" + b.String() + "}"
}

// The promise of a type is its name, its fields as they are in files, of structs within it too, and its constants.
func TestPromise(t *testing.T) {
	lines := registry.Promise()
	for _, want := range []string{
		here + "square", here + "square.Side float64", here + "area float64", here + "many slice of interface", here + "colour constant", here + "colour red",
		here + "secret.A float64", here + "list.Items slice of float64", here + "boxed float64", here + "tensors tensors", here + "formula func",
		here + "everything.Dtype dtype", here + "everything.Table tensors", here + "everything.Named map of struct", here + "everything.Named.Side float64",
		here + "everything.Next struct", here + "everything.Secrets.Note string", here + "everything.Colours slice of constant", here + "everything.Fill float64",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("there is no line %q", want)
		}
	}
	if !slices.IsSorted(lines) || slices.Contains(lines, here+"everything.Next.Bool bool") {
		t.Errorf("the lines are\n%s", strings.Join(lines, "\n"))
	}
}

// A transposed tensor is written in the order of its elements.
func TestWriteTransposed(t *testing.T) {
	x := tensor.New(tensor.WithShape(2, 3), tensor.WithBacking([]float64{1, 2, 3, 4, 5, 6}))
	if err := x.T(); err != nil {
		t.Fatal(err)
	}
	_, file := write(t, everything{Table: x})
	got := file["@/Table"]
	if d := registrytest.Difference(got.Data(), []float64{1, 4, 2, 5, 3, 6}); d != "" || !got.Shape().Eq(tensor.Shape{3, 2}) {
		t.Errorf("%s, shape %v", d, got.Shape())
	}
}
