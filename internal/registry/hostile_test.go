package registry_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/registry/registrytest"
	"gorgonia.org/tensor"
)

// stored are tensors that texts from anywhere may name.
func stored() registrytest.Tensors {
	ints := make([]int64, 40)
	ints[39] = 300
	return registrytest.Tensors{
		"@/Doubles": tensor.New(tensor.WithBacking(make([]float64, 40))), "@/Singles": tensor.New(tensor.WithBacking(make([]float32, 39))),
		"@/Ints": tensor.New(tensor.WithBacking(ints)), "@/Table": tensor.New(tensor.WithShape(2, 3), tensor.WithBacking(make([]float64, 6))),
		"@/Tensors/w": tensor.New(tensor.WithBacking([]float64{1})), "@/Scalar": tensor.New(tensor.FromScalar(1.)), "kernel": tensor.New(tensor.WithBacking([]float64{1})),
	}
}

const here = `internal/registry_test.`

// foreign are texts that Write did not make, and what their errors say.
var foreign = []struct{ text, want string }{
	{``, "not JSON"},
	{`{`, "not JSON"},
	{`{} {}`, "not JSON"},
	{"{\"Text\":\"\xff\"}", "not UTF-8"},
	{`[]`, "[]: want an object of fields"},
	{`{"Bool":1}`, "Bool: 1 is neither true nor false"},
	{`{"Colour":"pink"}`, `Colour: registry_test.colour has no constant "pink": the file was written by a newer version`},
	{`{"Size":1}`, `registry_test.everything has no field "Size": the file was written by a newer version`},
	{`{"bool":true}`, `no field "bool"`},
	{`{"Bool":true,"Bool":true}`, "Bool is there twice"},
	{`{"Bool":true,"\u0042ool":true}`, "Bool is there twice"},
	{`{"Square":{"Side":1,"Side":2}}`, "Square: Side is there twice"},
	{`{"Small":128}`, "Small: 128 is no int8"},
	{`{"Byte":-1}`, "Byte: -1 is no uint8"},
	{`{"Int":1.5}`, "Int: 1.5 is no int"},
	{`{"Int":"x"}`, `Int: "x" is no int`},
	{`{"Int":[]}`, "Int: [] is no number"},
	{`{"Int":null}`, "Int: null is no number"},
	{`{"Double":"1"}`, `Double: "1" is no float64`},
	{`{"Double":1e999}`, "Double: 1e999 is no float64"},
	{`{"Single":1e39}`, "Single: 1e39 is no float32"},
	{`{"Double":"NaN(3ff0000000000000)"}`, "is no float64"},
	{`{"Text":1}`, "Text: 1 is no text"},
	{`{"Text":{"base64":"!"}}`, "is no text"},
	{`{"Dtype":"string"}`, `Dtype: "string" is no type of numbers`},
	{`{"Pair":[1]}`, "Pair: a list of 1: want 2"},
	{`{"Doubles":1}`, "Doubles: 1 is no list"},
	{`{"Doubles":[1,"a"]}`, `Doubles[1]: "a" is no float64`},
	{`{"Doubles":{"tensor":"@/x"}}`, `Doubles: there is no tensor "@/x"`},
	{`{"Doubles":{"tensor":"kernel"}}`, `Doubles: the tensor "kernel" is a parameter's`},
	{`{"Doubles":{"tensor":"@/Scalar"}}`, "without axes"},
	{`{"Doubles":{"tensor":"@/Table"}}`, "has 2 axes, of float64: want one"},
	{`{"Doubles":{"tensor":"@/Singles"}}`, "of float32: want one, of float64"},
	{`{"Doubles":{"tensor":"@/Doubles"},"Areas":{"tensor":"@/Doubles"}}`, `Areas: the tensor "@/Doubles" is used twice`},
	{`{"Window":{"tensor":"@/Singles"}}`, "Window: the tensor has 39 numbers: want 40"},
	{`{"Words":{"tensor":"@/Doubles"}}`, "Words: "},
	{`{"Bytes":{"tensor":"@/Ints"}}`, "of int64: want one, of uint8"},
	{`{"Table":{"tensors":"@/Table"}}`, "want the name of a tensor"},
	{`{"Tensors":{"Tensors":["w","w"]}}`, "Tensors: w: the tensor"},
	{`{"Moments":[]}`, "Moments: []: want an object"},
	{`{"Shape":1}`, "Shape: 1: want an object with a type"},
	{`{"Shape":{"Side":1}}`, "Shape: the type is missing"},
	{`{"Shape":{"type":"` + here + `colour","value":"red"}}`, here + "colour is no registry_test.shape"},
	{`{"Shape":{"type":"` + here + `reference"}}`, here + "reference is no registry_test.shape"},
	{`{"Shape":{"type":"` + here + `area"}}`, "is written as its type and its value"},
	{`{"Shape":{"type":"` + here + `area","value":1,"more":2}}`, "is written as its type and its value"},
	{`{"Shape":{"type":"` + here + `square","value":1}}`, `no field "value"`},
	{`{"Shape":{"type":"` + here + `square","value":null}}`, `no field "value"`},
	{`{"Shape":{"type":"` + here + `secret","A":1,"Note":"x"}}`, `Shape: a secret has no note, "x"`},
	{`{"Secrets":[{"A":1},{"Note":"x"}]}`, `Secrets[1]: a secret has no note, "x"`},
	{`{"Shape":{"type":"nets.Mixture"}}`, `Shape: the type "nets.Mixture" is not known to this program: import "github.com/deepprob/deepprob/nets", or "github.com/deepprob/deepprob/all"`},
	{`{"Shape":{"type":"main.Net"}}`, "it is of the program that wrote the file"},
	{`{"Shape":{"type":"x"}}`, "it is of the program that wrote the file"},
	{`{"Shape":{"type":"*` + here + `many","value":null}}`, "Shape: no pointer to a"},
	{`{"Shape":{"type":"` + here + `worker","done":1}}`, `Shape: it has no field "done"`},
	{`{"Shape":{"type":"example.org/mine.Net"}}`, `Shape: the type "example.org/mine.Net" is not known to this program: import "example.org/mine" and, unless it does so itself, enter the type at start, training.Register`},
	{`{"Shape":{"type":"project/mine.Net"}}`, `import "project/mine" and`}, // a module's path needs no dot
	{`{"Plain":"main.f"}`, `Plain: the function "main.f" is not known to this program`},
	{`{"Formula":"test.other"}`, "is not known"},
	{`{"Anything":{"type":"` + here + `everything","Shapes":[{"type":"` + here + `scaled","By":{"type":"` + here + `unit","x":1}}]}}`, `Anything.Shapes[0].By: registry_test.unit has no field "x"`},
}

// Text that Write did not make is an error that says where and what.
func TestReadErrors(t *testing.T) {
	for _, c := range foreign {
		v := everything{Int: 7}
		if err := registry.Read(json.RawMessage(c.text), &v, stored()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v: want %q", c.text, err, c.want)
		}
		if v.Int != 7 {
			t.Errorf("%s: the value is changed", c.text)
		}
	}
	for _, into := range []any{nil, everything{}, (*everything)(nil)} {
		if err := registry.Read(json.RawMessage(`{}`), into, nil); err == nil {
			t.Errorf("into %T: no error", into)
		}
	}
	var embedding struct{ Rows struct{ square } } // Side is there as a field of square alone
	if err := registry.Read(json.RawMessage(`{"Rows":{"Side":1}}`), &embedding, nil); err == nil || !strings.Contains(err.Error(), `no field "Side"`) {
		t.Errorf("a field of what is embedded: %v", err)
	}
	if err := registry.Read(json.RawMessage(`{"Table":{"tensor":"@/Table"}}`), &everything{}, nil); err == nil {
		t.Error("without tensors: no error")
	}
}

// Order, space and escapes of other writers do not matter.
func TestReadOthersText(t *testing.T) {
	var v everything
	text := ` { "Shape" : { "Side" : 2.0e0, "type" : "` + here + `square" } , "\u0054ext" : "a\u0062", "Seed": "7", "Long": 8, "Next": null } `
	if err := registry.Read(json.RawMessage(text), &v, nil); err != nil {
		t.Fatal(err)
	}
	if d := registrytest.Difference(v, everything{Shape: square{2}, Text: "ab", Seed: 7, Long: 8}); d != "" {
		t.Error(d)
	}
}

// A text is not read by more memory than a multiple of its own, nor deeper than a value is written.
func TestReadBounds(t *testing.T) {
	deep := func(n int) string { return strings.Repeat(`{"Next":`, n) + `{}` + strings.Repeat(`}`, n) }
	if err := registry.Read(json.RawMessage(deep(95)), &everything{}, nil); err != nil {
		t.Error(err)
	}
	for want, text := range map[string]string{
		"nested deeper than 200":   deep(5000),
		"not JSON":                 strings.Repeat("[", 50_000_000),
		"at most 67108864 are":     `"` + strings.Repeat(" ", 65<<20) + `"`,
		"than a text of this":      `{"Next":{"Anything":{"type":"` + here + `list","value":null}},"Shape":{"type":"` + here + `crowds","value":[` + strings.Repeat(`{},`, 1<<20) + `{}]}}`,
		"more than 65536 members":  `{"Moments":{` + numbered(70_000) + `}}`,
		"no field \"aaaaaaaaaaaaa": `{"` + strings.Repeat("a", 1<<20) + `":1}`,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := registry.Read(json.RawMessage(text), &everything{}, nil)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), want) || len(err.Error()) > 4000 {
			t.Errorf("%.20s: %.200s: want %q", text, fmt.Sprint(err), want)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 10<<20+100*uint64(len(text)) {
			t.Errorf("%.20s: %d bytes of memory for a text of %d", text, used, len(text))
		}
	}
}

// crowd takes much memory for its text.
type crowd struct{ Many [100]everything }
type crowds []crowd

func (crowds) Area() float64 { return 0 }

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"%d":[]`, i)
	}
	return b.String()[1:]
}

// Any text is read or refused; what is read is written, and read again as the same.
func FuzzRegistry(f *testing.F) {
	for _, text := range []string{
		`{}`, `{"Shape":{"type":"` + here + `square","Side":2}}`, `{"Shape":{"type":"*` + here + `square","value":null}}`, `{"Shapes":[{"type":"` + here + `area","value":"NaN"},null]}`,
		`{"Shape":{"type":"` + here + `many","value":[{"type":"` + here + `unit"}]},"Plain":"test.half","Colour":"blue"}`, `{"Doubles":{"tensor":"@/Doubles"},"Text":{"base64":"/w=="}}`,
		`{"Next":{"Next":{"Moments":{"m":[1,-0,1e300]}}},"Seed":"18446744073709551615","Tensors":{"Tensors":["w"]}}`, `{"Secret":{"A":1},"List":{"Items":[1]},"Table":{"tensor":"@/Table"},"Dtype":"float32"}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var v, again everything
		if registry.Read(text, &v, stored()) != nil {
			return
		}
		out, file := write(t, v)
		if err := registry.Read(out, &again, file); err != nil {
			t.Fatalf("%v\n%s\n%s", err, text, out)
		}
		if d := registrytest.Difference(v, again); d != "" {
			t.Fatalf("%s\n%s\n%s", d, text, out)
		}
	})
}
