package graph_test

import (
	"bytes"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// network is two layers and a likelihood, named as layers.Scope names them.
func network(t *testing.T) (logProb, kernel, y *G.Node) {
	t.Helper()
	g := G.NewGraph()
	h := build.Input(g, tensor.Float32, "x", 100, 14)
	for _, path := range []string{"body/dense_0", "body/dense_1", "loc"} {
		first := len(g.AllNodes())
		w := build.Input(g, tensor.Float32, path+"/kernel", h.Shape()[1], 14)
		if kernel == nil {
			kernel = w
		}
		h = ops.Dense(h, w, build.Input(g, tensor.Float32, path+"/bias", 14), ops.ActReLU)
		build.Name(g, first, path)
	}
	y = build.Input(g, tensor.Float32, "y", 100, 14)
	first := len(g.AllNodes())
	logProb = ops.Sum(ops.AddConst(ops.MulConst(ops.Square(ops.Sub(y, h)), -.5), -.91893853320467), 1)
	build.Name(g, first, "log_prob")
	return logProb, kernel, y
}

func draw(t *testing.T, d graph.Dot, outputs ...*G.Node) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b, outputs...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The whole text of a picture: what a reader of the dot file sees, and what must not change unnoticed.
func TestDotGolden(t *testing.T) {
	out, _, y := network(t)
	for name, detail := range map[string]graph.Detail{"ops": graph.Ops, "layers": graph.Layers} {
		got := draw(t, graph.Dot{Title: "two layers", Detail: detail, Observed: G.Nodes{y}}, out)
		path := "../testdata/dot_" + name + ".dot"
		if os.Getenv("UPDATE_GOLDEN") != "" {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s (-want +got; UPDATE_GOLDEN=1 writes it anew):\n%s", path, d)
		}
	}
}

// Parameters, data, observed nodes and outputs differ in shape, and each layer is a cluster inside its parent.
func TestDotShapes(t *testing.T) {
	out, _, y := network(t)
	text := draw(t, graph.Dot{Observed: G.Nodes{y}}, out)
	for _, want := range []string{
		`subgraph "cluster_body" {`, `subgraph "cluster_body/dense_1" {`, `subgraph "cluster_log_prob" {`,
		`label="kernel\n(14, 14)" shape=ellipse`, `label="x\n(100, 14)" shape=parallelogram`,
		`label="y\n(100, 14)" shape=ellipse peripheries=2`, `label="add_const(-0.9189)\n(100, 14)"`, `(100,)" penwidth=2`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the picture lacks %s:\n%s", want, text)
		}
	}
}

// The gradient is drawn on request only, and apart.
func TestDotGradient(t *testing.T) {
	out, kernel, _ := network(t)
	d, err := graph.Gradient(ops.Sum(out), kernel)
	if err != nil {
		t.Fatal(err)
	}
	if text := draw(t, graph.Dot{}, d[0], out); strings.Contains(text, "gradient") {
		t.Error("the forward picture shows the gradient")
	}
	if text := draw(t, graph.Dot{Detail: graph.All}, d[0], out); !strings.Contains(text, `"cluster_gradient/body/dense_0"`) {
		t.Error("the whole picture has no cluster for the gradient of body/dense_0")
	}
}

// Two builds of one network give one text, byte for byte, and every edge joins nodes that are declared.
func TestDotDeterministic(t *testing.T) {
	a, _, _ := network(t)
	b, _, _ := network(t)
	first := draw(t, graph.Dot{}, a)
	if first != draw(t, graph.Dot{}, b) {
		t.Error("two builds of one network are drawn differently")
	}
	declared := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\s*(n\d+) \[`).FindAllStringSubmatch(first, -1) {
		declared[m[1]] = true
	}
	edges := regexp.MustCompile(`(n\d+) -> (n\d+)`).FindAllStringSubmatch(first, -1)
	if len(edges) < 14 {
		t.Errorf("%d edges in\n%s", len(edges), first)
	}
	for _, e := range edges {
		if !declared[e[1]] || !declared[e[2]] {
			t.Errorf("edge %s joins a node that is not drawn", e[0])
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestDotErrors(t *testing.T) {
	out, _, _ := network(t)
	if err := graph.WriteDot(brokenPipe{}, out); err == nil || !strings.Contains(err.Error(), "broken pipe") {
		t.Errorf("a failing writer: %v", err)
	}
	if err := graph.WriteDot(&bytes.Buffer{}); err == nil {
		t.Error("nothing was drawn without an error")
	}
}
