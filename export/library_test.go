package export

import (
	"go/ast"
	"go/format"
	"strings"
	"testing"
)

// Every declaration has a name of its own, is Go by itself, and needs what there is.
func TestLibrary(t *testing.T) {
	l, err := theLibrary()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, d := range l.all {
		if seen[d.key()] || l.given[d.key()] {
			t.Errorf("%s is declared twice", d.key())
		}
		seen[d.key()] = true
		if _, err := format.Source([]byte("package p\n\n" + d.text)); err != nil {
			t.Errorf("%s: %v\n%s", d.key(), err, d.text)
		}
		if d.kernel && ast.IsExported(d.name) {
			t.Errorf("%s of internal/kernel is exported", d.key())
		}
	}
	for _, d := range l.all {
		for _, m := range d.methods {
			seen[d.name+"."+m] = true
		}
	}
	for _, d := range l.all {
		for _, n := range d.needs {
			if !d.kernel && !seen[n] && !l.given[n] { // of internal/kernel there are some files only
				t.Errorf("%s needs %s, which is not there", d.key(), n)
			}
		}
	}
}

// What code needs is there with what that needs, in order, and nothing else.
func TestReach(t *testing.T) {
	l, err := theLibrary()
	if err != nil {
		t.Fatal(err)
	}
	needed, imports, err := l.reach("var _ = Poisson{}.LogProb")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, d := range needed {
		have[d.key()] = true
	}
	for key, want := range map[string]bool{
		"Poisson": true, "Poisson.Quantile": true, "logPoisson64": true, "quantileOf": true, "law": true, "Poisson.bracket": true,
		"NegativeBinomial": false, "regIncBeta64": false, "Normal": false, "digamma64": true, "trigamma64": false, "gammaTail.slopeOf": false,
	} {
		if have[key] != want {
			t.Errorf("%s: there is %v, want %v", key, have[key], want)
		}
	}
	if got := strings.Join(imports, " "); got != "math" {
		t.Errorf("it imports %s", got)
	}
}

func TestParse(t *testing.T) {
	for name, want := range map[string]call{
		"dense":                    {op: "dense"},
		"dense_leaky_relu(0.01)":   {op: "dense", suffix: "leaky_relu(0.01)"},
		"conv(1,2;3,4)":            {op: "conv", args: []string{"1", "2", "3", "4"}},
		"conv(1,2;3,4)_elu(1)":     {op: "conv", args: []string{"1", "2", "3", "4"}, suffix: "elu(1)"},
		"conv_input(1,2;3,4)":      {op: "conv", suffix: "input(1,2;3,4)"},
		"standardize(1e-05,1x2)":   {op: "standardize", args: []string{"1e-05", "1x2"}},
		"standardize(0,1)_affine":  {op: "standardize", args: []string{"0", "1"}, suffix: "affine"},
		"add_const(-Inf)":          {op: "add_const", args: []string{"-Inf"}},
		"normal(\"path(a),b\")":    {op: "normal", args: []string{"\"path(a"}, suffix: ",b\")"},
		"batch_matmul_n_t(3)":      {op: "batch_matmul_n_t", args: []string{"3"}},
		"standardize(1e-05)_scale": {op: "standardize", args: []string{"1e-05"}, suffix: "scale"},
	} {
		got := parse(name)
		if got.op != want.op || strings.Join(got.args, " ") != strings.Join(want.args, " ") || got.suffix != want.suffix {
			t.Errorf("%s is %+v, want %+v", name, got, want)
		}
	}
	for arg, want := range map[string]string{"-0.5": "-0.5", "+Inf": "float(math.Inf(1))", "NaN": "float(math.NaN())", "1e+300": "float(math.Inf(1))"} {
		if got := literal(arg, 32); got != want {
			t.Errorf("%s is %s, want %s", arg, got, want)
		}
	}
}
