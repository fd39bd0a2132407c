package rowmajor_test

import (
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/solvers"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

func init() {
	for name, f := range ofParams {
		entries["layers."+name] = entry{run: f}
	}
	for name, f := range steps {
		entries["solvers."+name] = entry{run: f, refuses: true}
	}
	for name, s := range map[string]data.Scaler{"Identity": data.Identity{}, "MinMax": data.MinMax{}, "Range": data.Range{Min: 0, Max: 2}, "Standardize": data.Standardize{}} {
		entries["data."+name+".Fit"] = entry{matrices: true, run: func(form int) ([]float64, error) {
			a, err := s.Fit(rows(form).X)
			return append(a.Shift, a.Scale...), err
		}}
	}
	for name, f := range ofSets {
		entries["data."+name] = entry{run: f, matrices: true}
	}
}

// forward is a network as a function, whose value is the mean of (x·w)².
var forward = layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
	return ops.Mean(ops.Square(s.Call("head", layers.Dense{Units: 2, NoBias: true}, in[0])))
})

var ofParams = map[string]func(form int) ([]float64, error){
	"Function.Init": func(form int) ([]float64, error) {
		p, err := forward.Init(1, dense(form, xs, 1, 3))
		if form == masked { // of the inputs only types and shapes count
			_, err = forward.Apply(p, dense(form, xs, 1, 3))
		}
		return flatParams(p), err
	},
	"Function.Apply": func(form int) ([]float64, error) {
		v, err := forward.Apply(params(form, ws, []int{3, 2}, "head/kernel"), dense(form, xs, 1, 3))
		if err != nil {
			return nil, err
		}
		return flat(v), nil
	},
	"Function.ValueAndGrad": func(form int) ([]float64, error) {
		v, g, err := forward.ValueAndGrad(params(form, ws, []int{3, 2}, "head/kernel"), dense(form, xs, 1, 3))
		if err != nil {
			return nil, err
		}
		return append(flatParams(g), v), nil
	},
	"Params.Clone": func(form int) ([]float64, error) {
		p := params(form, ws, []int{3, 2}, "head/kernel").Clone()
		v, err := forward.Apply(p, dense(0, xs, 1, 3))
		if err != nil {
			return nil, err
		}
		return append(flatParams(p), flat(v)...), nil
	},
	"Params.Set": func(form int) ([]float64, error) {
		p := &layers.Params{}
		p.Set("head/kernel", dense(form, ws, 3, 2))
		v, err := forward.Apply(p, dense(0, xs, 1, 3))
		if err != nil {
			return nil, err
		}
		return append(ops.Data[float64](p.Get("head/kernel")), flat(v)...), nil
	},
	"Params.CopyFrom": func(form int) ([]float64, error) {
		to := params(max(form, 0), make([]float64, 6), []int{3, 2}, "a", "b")
		err := to.CopyFrom(params(form, ws, []int{3, 2}, "a", "b"))
		return flatParams(to), err
	},
}

// stepOn is the weights after a step on one core.
func stepOn(s G.Solver, form int) ([]float64, error) {
	w := dense(form, ws, 3, 2)
	err := solvers.Team(s).StepOn(nil, []G.ValueGrad{layers.Weight{Path: "w", W: w, G: dense(form, ws, 3, 2)}}, math.NaN())
	if err != nil {
		return nil, err
	}
	return flat(w), nil
}

// step is the weights after two steps of a solver, whose gradients are the weights.
func step(s G.Solver, form int) ([]float64, error) {
	w := dense(form, ws, 3, 2)
	for range 2 {
		if err := s.Step([]G.ValueGrad{layers.Weight{Path: "w", W: w, G: dense(form, ws, 3, 2)}}); err != nil {
			return nil, err
		}
	}
	return flat(w), nil
}

var steps = map[string]func(form int) ([]float64, error){
	"Adam.Step":      func(form int) ([]float64, error) { return step(&solvers.Adam{}, form) },
	"Adam.StepOn":    func(form int) ([]float64, error) { return stepOn(&solvers.Adam{}, form) },
	"AdamW.Step":     func(form int) ([]float64, error) { return step(&solvers.AdamW{}, form) },
	"AdamW.StepOn":   func(form int) ([]float64, error) { return stepOn(&solvers.AdamW{}, form) },
	"SGD.Step":       func(form int) ([]float64, error) { return step(&solvers.SGD{}, form) },
	"SGD.StepOn":     func(form int) ([]float64, error) { return stepOn(&solvers.SGD{}, form) },
	"RMSProp.Step":   func(form int) ([]float64, error) { return step(&solvers.RMSProp{}, form) },
	"RMSProp.StepOn": func(form int) ([]float64, error) { return stepOn(&solvers.RMSProp{}, form) },
	"GlobalNorm": func(form int) ([]float64, error) {
		norm, err := solvers.GlobalNorm([]G.ValueGrad{layers.Weight{W: dense(form, ws, 3, 2), G: dense(form, ws, 3, 2)}})
		return []float64{norm}, err
	},
	"ClipGlobalNorm": func(form int) ([]float64, error) {
		g := dense(form, ws, 3, 2)
		norm, err := solvers.ClipGlobalNorm([]G.ValueGrad{layers.Weight{W: dense(form, ws, 3, 2), G: g}}, 1)
		return append(flat(g), norm), err
	},
}

// bytesOf is a text as numbers.
func bytesOf(text string) (x []float64) {
	for _, b := range []byte(text) {
		x = append(x, float64(b))
	}
	return x
}

// elements of a set, and of the map of its columns.
func elements(s data.Set, err error) ([]float64, error) {
	if err != nil {
		return nil, err
	}
	x := mat.DenseCopyOf(s.X).RawMatrix().Data
	return append(x, s.Y...), nil
}

func affine(a data.Affine, err error) ([]float64, error) { return append(a.Shift, a.Scale...), err }

var ofSets = map[string]func(form int) ([]float64, error){
	"Affine.Forward": func(form int) ([]float64, error) {
		x := make([]float64, 36)
		data.Affine{Shift: []float64{1, 2, 3}, Scale: []float64{2, 3, 4}}.Forward(x, rows(form).X)
		return x, nil
	},
	"Affine.Forward32": func(form int) (y []float64, err error) {
		x := make([]float32, 36)
		data.Affine{Shift: []float64{1, 2, 3}, Scale: []float64{2, 3, 4}}.Forward32(x, rows(form).X)
		for _, v := range x {
			y = append(y, float64(v))
		}
		return y, nil
	},
	"Affine.Outside": func(form int) ([]float64, error) {
		text := data.Affine{Least: make([]float64, 3), Most: make([]float64, 3)}.Outside(rows(form).X)
		return bytesOf(text), nil
	},
	"Set.Check":   func(form int) ([]float64, error) { return []float64{1}, rows(form).Check() },
	"Set.FitX":    func(form int) ([]float64, error) { return affine(rows(form).FitX(data.Standardize{})) },
	"Set.FitY":    func(form int) ([]float64, error) { return affine(rows(form).FitY(data.Standardize{})) },
	"Set.Head":    func(form int) ([]float64, error) { return elements(rows(form).Head(5), nil) },
	"Set.Take":    func(form int) ([]float64, error) { return elements(rows(form).Take([]int{4, 1, 4}), nil) },
	"Set.Targets": func(form int) ([]float64, error) { return rows(form).Targets().RawMatrix().Data, nil },
	"Set.Order": func(form int) ([]float64, error) {
		return elements(backwards(form).Order(data.Affine{Shift: []float64{0, 0, 0}, Scale: []float64{1, 1, 1}, Names: []string{"b", "a", "c"}}, data.Affine{}))
	},
	"Set.Split": func(form int) ([]float64, error) {
		a, _, err := rows(form).Split(7, 1)
		return elements(a, err)
	},
	"Set.SplitGroups": func(form int) ([]float64, error) {
		s := rows(form)
		s.Groups = []int{0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5}
		a, _, err := s.SplitGroups(6, 1)
		return elements(a, err)
	},
}
