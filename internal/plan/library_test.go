package plan_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// strangers are ops of another library, of which the planner learns what this one says: how to square, if anything.
type strangers struct{ squares bool }

func (l strangers) knows(n *G.Node) bool {
	return l.squares && strings.HasPrefix(n.Op().String(), "square")
}

func square(dst, x []float64) {
	for i, v := range x {
		dst[i] = v * v
	}
}

func (l strangers) Compute(n *G.Node, _ G.Nodes) plan.Compute {
	if !l.knows(n) {
		return nil
	}
	return plan.Loop1(square)
}

func (l strangers) Form(n *G.Node, _ G.Nodes) plan.Form {
	if !l.knows(n) {
		return plan.Form{}
	}
	return plan.Form{Kind: plan.Elementwise, Name: "square", Loop: square, Shapes: [][]int{n.Shape()}}
}

func (l strangers) Identity(op G.Op) (string, bool) { return op.String(), l.squares }

func (strangers) Parts(*G.Node, G.Nodes) *plan.Parts        { return nil }
func (strangers) Constant(n *G.Node, _ G.Nodes) (v G.Value) { return nil }

// What no library knows is computed by the op's own Do; what one tells of is merged and fused with ops of package ops.
func TestLibraryTells(t *testing.T) {
	for _, c := range []struct {
		of      strangers
		steps   int
		foreign bool // it may keep something
	}{{strangers{}, 3, true}, {strangers{squares: true}, 1, false}} { // before and after the square, and all at once
		g := G.NewGraph()
		x := G.NewVector(g, tensor.Float64, G.WithShape(3), G.WithName("x"))
		y := ops.Exp(G.Must(G.Square(ops.Neg(x))))
		out := ops.Add(y, y)
		p := plan.New(G.Nodes{out}, nil, c.of)
		m := p.Machine()
		m.Vals[p.Slot[x]] = tensor.New(tensor.WithBacking([]float64{0, 1, -.5}))
		if err := m.RunAll(); err != nil {
			t.Fatal(err)
		}
		if len(p.Steps) != c.steps || p.Foreign != c.foreign {
			t.Errorf("%+v: %d steps, want %d, foreign: %v", c.of, len(p.Steps), c.steps, p.Foreign)
		}
		if got := fmt.Sprintf("%.4f", ops.Data[float64](m.Vals[p.Slot[out]])); got != "[2.0000 5.4366 2.5681]" {
			t.Errorf("%+v: %s", c.of, got)
		}
	}
}

// A node that an op's Do cannot compute is named, and so is one that gives something else than was inferred.
func TestMachineNamesWhatFails(t *testing.T) {
	g := G.NewGraph()
	x := G.NewVector(g, tensor.Float64, G.WithShape(3), G.WithName("x"))
	y := G.Must(G.Square(x))
	p := plan.New(G.Nodes{y}, nil, strangers{})
	for _, c := range []struct {
		x    G.Value
		want string
	}{
		{tensor.New(tensor.WithBacking([]string{"a", "b", "c"})), y.Name() + ": "},
		{tensor.New(tensor.WithBacking([]float64{1, 2})), y.Name() + " gave float64 of shape (2,)"},
	} {
		m := p.Machine()
		m.Vals[p.Slot[x]] = c.x
		if err := m.RunAll(); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

// The planner, and whoever reads it, never meets an op of Gorgonia's: it imports no library of them and names none. The
// machine for whole graphs does not need package graph.
func TestRooms(t *testing.T) {
	const module = "github.com/deepprob/deepprob/"
	for folder, barred := range map[string][]string{
		".":          {"internal/native", "internal/derive", "tape", "graph"},
		"../native":  {"internal/derive", "tape", "graph"},
		"../derive":  {"tape", "graph"},
		"../../tape": {"internal/derive", "graph"},
	} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) < 5 {
			t.Fatalf("%s: %v, %v", folder, files, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range f.Imports {
				if path, ours := strings.CutPrefix(strings.Trim(i.Path.Value, `"`), module); ours && slices.Contains(barred, path) {
					t.Errorf("%s imports %s", name, path)
				}
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, op := range []string{"linAlgBinOp", "sumOp", "maxOp", "repeatOp", "reshapeOp", "BatchNorm"} {
				if folder == "." && strings.Contains(string(text), op) {
					t.Errorf("%s names %s", name, op)
				}
			}
		}
	}
}
