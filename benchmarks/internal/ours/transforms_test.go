package ours

import (
	"errors"
	"math"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
)

// told asks for all rows.
func told(t *testing.T, net string, widths []int) (harness.Case, [][]float64) {
	t.Helper()
	c := harness.Case{Kind: harness.Transform, Net: net, Batch: 20, Widths: widths}
	rows, err := team().Tell(c, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return c, rows
}

// Each transformation has as many rows as it says, is measured, and its rows have norms.
func TestTransforms(t *testing.T) {
	deep, flat := []int{mock.Features, 5, 4, 3, 1}, []int{mock.Features, 3, 1}
	for net, want := range map[string]struct {
		widths []int
		rows   int
	}{
		"per-example": {deep, 20}, "hvp": {deep, 1}, "hessian": {flat, 15*3 + 4}, "jacobian": {[]int{mock.Features, 5, 4, 3, 2}, 20},
	} {
		c, rows := told(t, net, want.widths)
		if len(rows) != want.rows {
			t.Errorf("%s has %d rows, want %d", net, len(rows), want.rows)
		}
		for i, row := range rows {
			if len(row) != 2 || math.IsNaN(row[1]) || math.Abs(row[0]) > row[1]*math.Sqrt(1000) {
				t.Errorf("%s: row %d is %v", net, i, row)
			}
		}
		if few, err := team().Tell(c, 1); err != nil || len(few) != 1 || few[0][0] != rows[0][0] {
			t.Errorf("%s: the first row alone is %v, %v", net, few, err)
		}
		entered, err := team().Enter(c)
		if err != nil {
			t.Fatal(err)
		}
		if us, err := entered.Measure(0); err != nil || !(us > 0) {
			t.Errorf("%s: measured %v, %v", net, us, err)
		}
	}
	if _, err := team().Enter(harness.Case{Kind: harness.Transform, Net: "laplace", Batch: 2, Widths: flat}); !errors.Is(err, harness.ErrNoCase) {
		t.Errorf("a transformation that is none gives %v", err)
	}
}

// The product with the Hessian is that of the Hessian: its norm is right only if both are.
func TestProductIsHessians(t *testing.T) {
	widths := []int{mock.Features, 3, 1}
	c := harness.Case{Kind: harness.Transform, Net: "hessian", Batch: 20, Widths: widths}
	run := func(net string) (rows [][]float32) {
		c.Net = net
		f, in, err := team().transform(c)
		if err != nil {
			t.Fatal(err)
		}
		out, err := f.Call(in...)
		if err != nil {
			t.Fatal(err)
		}
		return table(c, out)
	}
	v, product := WeightsOf(c).Reversed(), run("hvp")[0]
	for i, row := range run("hessian") {
		sum, size := 0., 0.
		for j, h := range row {
			sum += float64(h) * float64(v[j])
			size += math.Abs(float64(h) * float64(v[j]))
		}
		// Both sum up some dozens of float32 of this size.
		if math.Abs(sum-float64(product[i])) > 1e-5*(size+.1) {
			t.Errorf("row %d times the vector is %v, the product has %v", i, sum, product[i])
		}
	}
}
