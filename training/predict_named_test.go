package training_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// shops is a text table of 60 rows: sales that depend on the city, the size, and an age that some rows lack.
func shops() string {
	var b strings.Builder
	b.WriteString("size,city,sales,age,staff\n")
	for i := range 60 {
		city, age := []string{"Oslo", "Paris", "Rome"}[i%3], fmt.Sprint(10+i%7)
		if i%5 == 0 {
			age = ""
		}
		fmt.Fprintf(&b, "%d,%s,%g,%s,%d\n", i%11, city, float64(i%11)+10*float64(i%3), age, i%4)
	}
	return b.String()
}

func read(t testing.TB, text string) *data.Table {
	t.Helper()
	table, err := data.CSV{Missing: []string{""}}.ReadFrom(context.Background(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// sold is a model fitted to shops, and the set it was fitted to.
func sold(t testing.TB) (*training.Model, data.Set) {
	t.Helper()
	table, err := read(t, shops()).Encode(data.Encoding{Column: "city"}, data.Encoding{Column: "age", How: data.Impute})
	if err != nil {
		t.Fatal(err)
	}
	set, err := table.Set([]string{"size", "city", "age"}, "sales")
	if err != nil {
		t.Fatal(err)
	}
	m := &training.Model{Net: training.Point(layers.Dense{Units: 1}), X: data.Standardize{}, Y: data.Standardize{}}
	if _, err := (training.Trainer{Loss: losses.MSE{}, BatchSize: 10, Seed: 1}).Fit(context.Background(), m, set, 3); err != nil {
		t.Fatal(err)
	}
	return m, set
}

// Rows with named columns are predicted as their matrix is, whatever the order of the columns, without a target, and after
// the scaler has been through its JSON: the levels and fills are the model's.
func TestPredictTable(t *testing.T) {
	m, set := sold(t)
	ctx := context.Background()
	want, err := m.Predict(ctx, set.X)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(m.XScale)
	if err != nil {
		t.Fatal(err)
	}
	m.XScale = nil
	if err := json.Unmarshal(text, &m.XScale); err != nil {
		t.Fatal(err)
	}
	bare, err := read(t, shops()).Select("age", "staff", "city", "size")
	if err != nil {
		t.Fatal(err)
	}
	for _, rows := range []data.Named{bare, read(t, shops()), set, turned(set)} {
		q, err := m.PredictTable(ctx, rows)
		if err != nil {
			t.Error(err)
		} else if !slices.Equal(q.Mean(), want.Mean()) {
			t.Errorf("%T predicts otherwise than its matrix", rows)
		}
	}
	for text, want := range map[string]string{
		"size,city,age\n1,Bergen,\n": `training: data: column "city", row 0 (from 0), line 2: "Bergen" is none of the 3 levels. Correct it, or leave the row out; to give such levels a class of their own, set Encoding.Other. The levels are Oslo, Paris, Rome`,
		"size,age\n1,2\n":            `training: data: column "city": no such column. The columns are size, age`,
		"Size,age,city\n1,2,Rome\n":  `training: data: column "size": no such column; did you mean "Size"? The columns are Size, age, city`,
	} {
		if _, err := m.PredictTable(ctx, read(t, text)); err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
	for _, c := range []struct {
		m    *training.Model
		rows data.Named
	}{{&training.Model{}, bare}, {m, nil}, {m, (*data.Table)(nil)}, {m, data.Set{}}} {
		if _, err := c.m.PredictTable(ctx, c.rows); err == nil {
			t.Errorf("%v predicts %v", c.m, c.rows)
		}
	}
}

// turned is the set with its columns in the opposite order.
func turned(s data.Set) data.Set {
	n, d := s.X.Dims()
	x := mat.NewDense(n, d, nil)
	names := slices.Clone(s.Names)
	slices.Reverse(names)
	for j := range d {
		x.SetCol(d-1-j, mat.Col(nil, j, s.X))
	}
	s.X, s.Names = x, names
	return s
}

// A fit that goes on with the columns in another order, of training or of validation rows, is the same fit to the last bit:
// they are found by name. Other names, other levels and another target are errors.
func TestFitsFindColumnsByName(t *testing.T) {
	m, set := sold(t)
	again, _ := sold(t)
	ctx := context.Background()
	tr := training.Trainer{Loss: losses.MSE{}, BatchSize: 10, Seed: 1}
	for _, c := range []struct {
		m *training.Model
		s data.Set
	}{{m, set}, {again, turned(set)}} {
		if _, err := tr.Fit(ctx, c.m, c.s, 2); err != nil {
			t.Fatal(err)
		}
	}
	for path, v := range m.Params.All() {
		if got := again.Params.Get(path); fmt.Sprint(got.Data()) != fmt.Sprint(v.Data()) {
			t.Errorf("%s is %v, want %v", path, got, v)
		}
	}
	valid := turned(set)
	with := tr
	with.Validation = &valid
	h, err := with.Fit(ctx, m, set, 1)
	if err != nil {
		t.Fatal(err)
	}
	if q, err := m.Predict(ctx, set.X); err != nil || math.Abs(mse(q.Mean(), set.Y, m.YScale.Scale[0])-h[0].ValLoss) > 1e-5*h[0].ValLoss {
		t.Errorf("the validation loss is %v, that of its predictions is %v: %v", h[0].ValLoss, mse(q.Mean(), set.Y, m.YScale.Scale[0]), err)
	}
	renamed, target := set, set
	renamed.Names = slices.Clone(set.Names)
	renamed.Names[0], target.Target = "width", "profit"
	for want, s := range map[string]data.Set{
		`training: data: column "size": the features were fitted with this one, and the set lacks it. Its features are width, city=Oslo, city=Paris, city=Rome, filled(age), missing(age). Rename it, or fit the scaler anew`: renamed,
		`training: data: column "profit": is the target, and the model was fitted on "sales": fit another model to it; if only the name has changed, rename it`:                                                               target,
	} {
		if _, err := tr.Fit(ctx, m, s, 1); err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func mse(got, want []float64, scale float64) (sum float64) {
	for i := range got {
		d := (got[i] - want[i]) / scale
		sum += d * d / float64(len(got))
	}
	return sum
}

// vectorNet gives two independent normals a row.
type vectorNet struct{}

func (vectorNet) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return distributions.Independent{Base: distributions.Normal{Loc: s.Call("loc", layers.Dense{Units: 2}, x), Scale: s.Call("scale", layers.Positive{Units: 2, Floor: .01}, x)}}
}

// Several targets are columns of the table by name, and so are the rows of their marginals.
func TestMarginalsTable(t *testing.T) {
	table := read(t, shops())
	set, err := table.Set([]string{"size"}, "sales", data.TargetColumns("staff"))
	if err != nil {
		t.Fatal(err)
	}
	m := &training.Model{Net: vectorNet{}, X: data.Standardize{}, Y: data.Standardize{}}
	if _, err := (training.Trainer{Seed: 1}).Fit(context.Background(), m, set, 1); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.YScale.Names, []string{"sales", "staff"}) {
		t.Errorf("targets %q", m.YScale.Names)
	}
	want, err := m.Marginals(context.Background(), set.X)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.MarginalsTable(context.Background(), table)
	if err != nil || len(got) != 2 || !slices.Equal(got[1].Mean(), want[1].Mean()) {
		t.Errorf("%v, %v", got, err)
	}
}
