package rowmajor_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rowmajor/layouts"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// entry is a use of an exported function on tensors, or matrices, whose elements are always the same but which are laid
// out in the form of the given number: 0 is plain, masked has an element masked.
type entry struct {
	run func(form int) ([]float64, error)

	matrices bool // takes no tensor, so there is nothing to mask
	refuses  bool // returns an error for what is not plain, as it writes in place
}

const (
	masked  = -1
	nLayout = 9
)

// entries are those of every package, by the name of the function.
var entries = map[string]entry{}

// exempt are functions with such parameters that read no element through them.
var exempt = map[string]string{
	"data.Scaler.Fit":            "an interface: its implementations are listed",
	"data.Set.Rows":              "reads the shape",
	"data.Set.MarshalJSON":       "is an error",
	"data.Set.String":            "reads shapes",
	"graph.Bytes":                "is the memory as it lies",
	"layers.Params.All":          "hands out the tensors",
	"layers.Params.Count":        "reads shapes",
	"layers.Params.Get":          "hands out the tensor",
	"layers.Params.IsState":      "reads a name",
	"layers.Params.Len":          "counts",
	"layers.Params.MarshalJSON":  "is an error",
	"layers.Params.Names":        "lists names",
	"layers.Params.String":       "reads shapes",
	"layers.Params.With":         "hands out the tensors, to solvers, which are listed",
	"layers.Params.SetState":     "calls Set, which is listed",
	"layers.Params.Updates":      "hands out the tensors",
	"ops.Computer.Compute":       "an interface of programs, which order their inputs",
	"ops.Data":                   "is the memory as it lies",
	"solvers.Teamed.StepOn":      "an interface: its implementations are listed",
	"training.ClipGlobalNorm":    "is solvers.ClipGlobalNorm",
	"training.GlobalNorm":        "is solvers.GlobalNorm",
	"training.Model.FitScalers":  "listed as Trainer.Fit, which calls it",
	"training.Model.MarshalJSON": "is an error",
	"training.Model.Targets":     "reads Set.Y, a slice",
	"training.Model.String":      "reads shapes",
	"training.Model.Claim":       "reads none",
	"training.Model.Fresh":       "reads none",
	"training.Model.With":        "keeps the tensors as they are",
	"training.LoadInto":          "replaces the tensors, which a file has in order",
	"training.Register":          "reads the types of values",
	"training.ReadInto":          "replaces the tensors, which a file has in order",
	"training.Model.Save":        "writes tensors as package registry takes them, in order, which its tests check",
	"training.Model.WriteTo":     "is Save",
	"training.Model.Summary":     "reads shapes, and of numbers only those of the scalers, which are slices",
	"training.Model.WriteDot":    "reads shapes",
	"training.Model.Network":     "returns a graph",
	"training.Sampler.Sample":    "an interface: its implementations are listed",
}

// dense is a tensor in a form.
func dense[T float32 | float64 | int64](form int, x []T, shape ...int) *tensor.Dense {
	if form == masked {
		d := tensor.New(tensor.WithShape(shape...), tensor.WithBacking(x, append(make([]bool, len(x)-1), true)))
		return d
	}
	all := layouts.Of(x, shape...)
	return all[form%len(all)].V
}

// matrix is a matrix in a form: plain, or a part of a larger one full of NaN.
func matrix(form int, x []float64, rows, cols int) *mat.Dense {
	if form == 0 {
		return mat.NewDense(rows, cols, slices.Clone(x))
	}
	big := mat.NewDense(rows+2, cols+3, nil)
	big.Apply(func(_, _ int, _ float64) float64 { return math.NaN() }, big)
	part := big.Slice(1, 1+rows, 2, 2+cols).(*mat.Dense)
	part.Copy(mat.NewDense(rows, cols, x))
	return part
}

// Every exported function that takes a tensor or a matrix gives the same numbers for whatever lies in memory in another
// order, or refuses it with an error where it would have to write into it, and refuses what has no elements to read. The
// functions are listed from the source: a new one must be entered.
func TestEveryEntry(t *testing.T) {
	slow.Test(t)
	listed := takers(t)
	for _, name := range listed {
		if _, ok := entries[name]; !ok && exempt[name] == "" {
			t.Errorf("%s takes tensors or matrices: enter it in this test's table", name)
		}
	}
	for name, e := range entries {
		if base, _, _ := strings.Cut(name, ": "); !slices.Contains(listed, base) {
			t.Errorf("%s is in the table but takes no tensors", name)
		}
		t.Run(name, func(t *testing.T) { check(t, e) })
	}
}

func check(t *testing.T, e entry) {
	want, err := e.run(0)
	if err != nil || len(want) == 0 {
		t.Fatalf("plain: %v, %v", want, err)
	}
	forms := 2 * nLayout
	if e.matrices {
		forms = 2
	}
	for form := 1; form < forms; form++ {
		got, err := e.run(form)
		switch {
		case err != nil && !e.refuses:
			t.Errorf("form %d: %v", form, err)
		case err == nil && !slices.Equal(got, want):
			t.Errorf("form %d: %v, want %v", form, got, want)
		}
	}
	if e.matrices {
		return
	}
	if got, err := e.run(masked); err == nil {
		t.Errorf("a masked tensor: %v", got)
	}
}

// The weights of [[1 2 3] [10 20 30]], transposed in place, are [[1 10] [2 20] [3 30]]: a row (1, 100, 10000) has the means
// 30201 and 302010. Read in the order of memory they were 200301 and 301002.
func TestTransposedKernel(t *testing.T) {
	w := tensor.New(tensor.WithShape(2, 3), tensor.WithBacking([]float64{1, 2, 3, 10, 20, 30}))
	if err := w.T(); err != nil {
		t.Fatal(err)
	}
	for _, how := range []string{"set", "assigned", "copied"} {
		m := model(0, 2)
		switch how {
		case "set":
			m.Params.Set("head/kernel", w)
		case "assigned":
			*m.Params.Get("head/kernel") = *w
		case "copied":
			q := &layers.Params{}
			q.Set("head/kernel", w)
			if err := m.Params.CopyFrom(q); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // the second finds the programs of the first
			q, err := m.Marginals(ctx, matrix(0, xs, 1, 3))
			if err != nil || q[0].Mean()[0] != 30201 || q[1].Mean()[0] != 302010 {
				t.Errorf("%s: %v %v, %v", how, q[0].Mean(), q[1].Mean(), err)
			}
		}
	}
}

// A prediction that has seen weights in one form sees them in the next: programs stay bound to tensors that are plain only.
func TestWeightsTransposedBetweenPredictions(t *testing.T) {
	m := model(0, 1)
	m.Params = params(0, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, []int{3, 3}, "head/kernel")
	m.Net = normal{3}
	three := data.Affine{Shift: make([]float64, 3), Scale: []float64{1, 1, 1}}
	m.YScale = &three
	w := m.Params.Get("head/kernel")
	for i, want := range []float64{70401, 30201, 70401, 30201} { // 1 4 7, or 1 2 3
		q, err := m.Marginals(ctx, matrix(0, xs, 1, 3))
		if err != nil || q[0].Mean()[0] != want {
			t.Errorf("prediction %d: %v, want %v (%v)", i, q[0].Mean(), want, err)
		}
		if i%2 == 0 {
			err = w.T()
		} else {
			w.UT()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// flat is the elements of values.
func flat(vals ...G.Value) (x []float64) {
	for _, v := range vals {
		switch d := v.Data().(type) {
		case []float64:
			x = append(x, d...)
		case []float32:
			for _, e := range d {
				x = append(x, float64(e))
			}
		case float64:
			x = append(x, d)
		}
	}
	return x
}
