package export_test

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/export"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func exportOf(t testing.TB, m *training.Model, pkg string) string {
	t.Helper()
	var b bytes.Buffer
	if err := export.Go(&b, m, pkg); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The text is the same each time and formatted, and has only what the network needs.
func TestTextIsDeterministicAndSmall(t *testing.T) {
	for _, c := range heads {
		m := c.model(t, tensor.Float32)
		first := exportOf(t, m, c.name)
		if again := exportOf(t, m, c.name); again != first {
			t.Errorf("%s: two exports of one model differ", c.name)
		}
		if formatted, err := format.Source([]byte(first)); err != nil || string(formatted) != first {
			t.Errorf("%s is not as gofmt writes it: %v", c.name, err)
		}
		if special := strings.Contains(first, "func regIncBeta64"); special != (c.name == "studentt" || c.name == "betas" || c.name == "negativebinomial") {
			t.Errorf("%s: has the incomplete beta function: %v", c.name, special)
		}
		if strings.Contains(first, "deepprob/") || strings.Contains(first, "gorgonia") {
			t.Errorf("%s names packages of this module", c.name)
		}
	}
}

// A network of the usual size is a few hundred kilobytes.
func TestUsualSize(t *testing.T) {
	c := testCase{name: "usual", net: nets.Mixture{Body: layers.MLP{Widths: []int{128, 128, 64}, Activation: layers.ReLU, Last: layers.Tanh}, Components: 16}, target: real1, columns: 10}
	m := c.model(t, tensor.Float32)
	numbers := 0
	for _, v := range m.Params.All() {
		numbers += v.DataSize()
	}
	size := len(exportOf(t, m, "usual"))
	t.Logf("%d numbers in %d bytes", numbers, size)
	if limit := numbers*4*4/3*102/100 + 20_000; size > limit {
		t.Errorf("%d bytes, want at most %d", size, limit)
	}
}

// Names of features and targets are in the text, whatever is in them, and what they are is said in the package's doc.
func TestNames(t *testing.T) {
	c := testCase{net: nets.Gaussian{Body: small}, target: real1}
	m := c.model(t, tensor.Float64)
	m.XScale.Names = []string{"log10(M)", "a \"quoted\"\nname\x00", "ε"}
	m.YScale.Names = []string{"`y`"}
	fill := 64.5
	m.XScale.Units = []string{"", "km/s", ""}
	m.XScale.Encodings = []data.Encoding{
		{Column: "age\n", How: data.Impute, Fill: &fill, Fitted: true, Rest: 3}, {Column: "city", How: data.Codes, Levels: []string{"Ulm", "Bad\nEms"}, Fitted: true, Rest: 1},
		{Column: "kind", Levels: []string{"a", "b"}, Fitted: true},
	}
	m.Note = "two lines\n+build ignore */\r\n\x1b[1m"
	text := exportOf(t, m, "named")
	for _, want := range []string{`{"log10(M)", "a \"quoted\"\nname\x00", "ε"}`, "[Targets]string{\"`y`\"}", "//\t1: a \"quoted\" name  in km/s, fitted on", "//\tage : impute, 64.5 where it is missing\n",
		`//	city: codes of ["Ulm" "Bad\nEms"] and of all others together`, `//	kind: one-hot of ["a" "b"]`, "//\t> two lines\n//\t> +build ignore */\n//\t>  [1m\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the text:\n%s", want, text[:1500])
		}
	}
}

// A package is compiled for browsers too.
func TestCompilesToWasm(t *testing.T) {
	slow.Test(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module exported\n\ngo 1.23\n")
	write(t, filepath.Join(dir, "network", "network.go"), exportOf(t, heads[2].model(t, tensor.Float32), "network"))
	write(t, filepath.Join(dir, "main.go"), "package main\n\nimport \"exported/network\"\n\nfunc main() { println(network.Predict([]float64{1, 2, 3}).Quantile(.9)) }\n")
	t.Setenv("GOOS", "js")
	t.Setenv("GOARCH", "wasm")
	command(t, dir, nil, "go", "build", "-o", "main.wasm", ".")
	info, err := os.Stat(filepath.Join(dir, "main.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes of wasm", info.Size())
}

// sine is a distribution of the user's own.
type sine struct{ distributions.Normal }

func (d sine) LogProb(y *G.Node) *G.Node { return d.Normal.LogProb(y) }

type netFunc func(s *layers.Scope, x *G.Node) distributions.Distribution

func (f netFunc) Forward(s *layers.Scope, x *G.Node) distributions.Distribution { return f(s, x) }

func normalOf(loc *G.Node) distributions.Normal {
	return distributions.Normal{Loc: ops.Reshape(loc, loc.Shape()[0]), Scale: ops.Full(loc.Graph(), loc.Dtype(), 1, 1)}
}

// native is a network with an operation of Gorgonia's.
func native(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.Dense{Units: 1}, x)
	return normalOf(G.Must(G.Tanh(h)))
}

func odd(s *layers.Scope, x *G.Node) distributions.Distribution {
	return normalOf(s.Call("head", digamma{}, x))
}

type digamma struct{}

func (digamma) Forward(s *layers.Scope, x *G.Node) *G.Node {
	return ops.Digamma(layers.Positive{Units: 1}.Forward(s, x))
}

func own(s *layers.Scope, x *G.Node) distributions.Distribution {
	return sine{normalOf(s.Call("body", layers.Dense{Units: 1}, x))}
}

// What cannot be exported is an error that says why.
func TestRefusals(t *testing.T) {
	fitted := func(net training.Net, loss losses.Loss) *training.Model {
		return testCase{name: "refused", net: net, target: count, loss: loss}.model(t, tensor.Float32)
	}
	g := nets.Gaussian{Body: small}
	endless := fitted(g, nil)
	endless.Sampler = noEnd{}
	elbo := losses.ELBO{Rows: 200}
	scaled := fitted(nets.Poisson{Body: small}, nil)
	scaled.YScale.Scale[0] = 2
	for _, c := range []struct {
		model *training.Model
		pkg   string
		want  string
	}{
		{nil, "a", "the Model is nil"},
		{&training.Model{Net: g}, "a", "has not been fitted"},
		{fitted(g, nil), "func", `"func" is no name of a package`},
		{fitted(g, nil), "a-b", `"a-b" is no name of a package`},
		{fitted(bnn.MCDropout{Net: g}, elbo), "a", "bnn.MCDropout draws noise in prediction"},
		{fitted(bnn.Variational{Net: g}, elbo), "a", "bnn.Variational draws noise in prediction"},
		{endless, "a", "without end, from a export_test.noEnd"},
		{fitted(netFunc(native), nil), "a", "tanh"},
		{fitted(netFunc(odd), nil), "a", "digamma of head"},
		{fitted(netFunc(own), nil), "a", "a export_test.sine cannot be exported"},
		{scaled, "a", "leave Model.Y nil"},
	} {
		var b bytes.Buffer
		err := export.Go(&b, c.model, c.pkg)
		if err == nil || !strings.Contains(err.Error(), c.want) || b.Len() > 0 {
			t.Errorf("error %v and %d bytes, want %q", err, b.Len(), c.want)
		}
	}
}

// noEnd draws the same weights for ever.
type noEnd struct{}

func (noEnd) Len() int                                 { return 0 }
func (noEnd) Sample(*layers.Params, uint64, int) error { return nil }

// A wrapper that draws nothing in prediction is exported.
func TestMAPIsExported(t *testing.T) {
	m := testCase{name: "map", net: bnn.MAP{Net: nets.Gaussian{Body: small}}, target: real1, loss: losses.ELBO{Rows: 200}}.model(t, tensor.Float32)
	exportOf(t, m, "a")
}
