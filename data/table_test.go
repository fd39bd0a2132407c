package data

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
)

func small() *Table {
	return must(NewTable([]string{"M200c", "Ngal", "sigv"}, []float64{1e14, 1e13, 1e15}, []float64{10, 0, 1000}, []float64{1, math.NaN(), 3}))
}

func TestColumn(t *testing.T) {
	table := small()
	for name, want := range map[string][]float64{
		"Ngal":         {10, 0, 1000},
		"sigv":         {1, math.NaN(), 3},
		"log10(M200c)": {14, 13, math.Log10(1e15)},
		"log10(sigv)":  {0, math.NaN(), math.Log10(3)},
	} {
		if got := must(table.Column(name)); !same(got, want) {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

func TestColumnErrors(t *testing.T) {
	table := small()
	for name, want := range map[string]string{
		"m200C":       `data: column "m200C": no such column; did you mean "M200c"? The columns are M200c, Ngal, sigv`,
		"log10(M200)": `data: column "M200": no such column; did you mean "M200c"? The columns are M200c, Ngal, sigv`,
		"redshift":    `data: column "redshift": no such column. The columns are M200c, Ngal, sigv`,
		"":            `data: no such column. The columns are M200c, Ngal, sigv`,
		"log10(Ngal)": `data: column "Ngal", row 1 (from 0): log10 of 0: logarithms need values above 0; correct the file or leave such rows out with DropNonFinite("log10(Ngal)")`,
	} {
		_, err := table.Column(name)
		wantError(t, err, "/", want)
	}
	_, err := table.Column("log10(Ngal)")
	if e := (*Error)(nil); !errors.As(err, &e) || e.Row != 1 || e.Column != "Ngal" {
		t.Errorf("errors.As gives %+v", e)
	}
}

// Tables keep nothing of what goes in and give nothing of what is theirs.
func TestTableCopies(t *testing.T) {
	x := []float64{1, 2}
	table := must(NewTable([]string{"x"}, x))
	x[0] = 9
	must(table.Column("x"))[1] = 9
	if got := must(table.Column("x")); !same(got, []float64{1, 2}) {
		t.Errorf("x is %v", got)
	}
}

func TestNewTableErrors(t *testing.T) {
	one := []float64{1}
	for _, c := range []struct {
		want    string
		names   []string
		columns [][]float64
	}{
		{"data: 1 names for 0 columns: give each column one name", []string{"x"}, nil},
		{"data: no columns", nil, nil},
		{"data: no rows: the columns x are empty", []string{"x"}, [][]float64{nil}},
		{"data: column 1 has an empty name: give it one", []string{"x", ""}, [][]float64{one, one}},
		{`data: column "x": columns 0 and 1 (from 0) have this name: rename one`, []string{"x", "x"}, [][]float64{one, one}},
		{`data: column "y": 2 rows where the columns before it have 1: columns of one table are equally long`, []string{"x", "y"}, [][]float64{one, {1, 2}}},
		{`data: column "y": 1 rows where the columns before it have 0: columns of one table are equally long`, []string{"x", "y"}, [][]float64{nil, one}},
	} {
		_, err := NewTable(c.names, c.columns...)
		wantError(t, err, "/", c.want)
	}
}

func TestSelect(t *testing.T) {
	table := must(small().Select("log10(M200c)", "Ngal"))
	if got := table.Names(); !slices.Equal(got, []string{"log10(M200c)", "Ngal"}) {
		t.Errorf("names %q", got)
	}
	if got := must(table.Column("log10(M200c)")); !same(got, []float64{14, 13, math.Log10(1e15)}) {
		t.Errorf("column %v", got)
	}
	_, err := small().Select()
	wantError(t, err, "/", "data: no columns")
	_, err = small().Select("Ngal", "Ngal")
	wantError(t, err, "/", `data: column "Ngal": columns 0 and 1 (from 0) have this name: rename one`)
}

func TestLog10(t *testing.T) {
	old := small()
	table := must(old.Log10("M200c", "sigv"))
	if got := table.Names(); !slices.Equal(got, []string{"M200c", "Ngal", "sigv", "log10(M200c)", "log10(sigv)"}) {
		t.Errorf("names %q", got)
	}
	if got := must(table.Column("log10(M200c)")); !same(got, []float64{14, 13, math.Log10(1e15)}) {
		t.Errorf("column %v", got)
	}
	if got := must(table.Column("log10(log10(M200c))")); got[0] != math.Log10(14) {
		t.Errorf("log10 of the column log10(M200c) is %v", got)
	}
	if len(old.Names()) != 3 {
		t.Errorf("the old table now has %q", old.Names())
	}
	_, err := old.Log10("Ngal")
	wantError(t, err, "/", `data: column "Ngal", row 1 (from 0): log10 of 0: logarithms need values above 0; correct the file or leave such rows out with DropNonFinite("log10(Ngal)")`)
}

func TestDropNonFinite(t *testing.T) {
	nan := math.NaN()
	table := must(NewTable([]string{"a", "b"}, []float64{1, nan, -3, 4, 5}, []float64{1, 2, 3, math.Inf(1), 0}))
	for _, c := range []struct {
		names   []string
		dropped int
		b       []float64
	}{
		{nil, 2, []float64{1, 3, 0}},
		{[]string{"a"}, 1, []float64{1, 3, math.Inf(1), 0}},
		{[]string{"log10(a)"}, 2, []float64{1, math.Inf(1), 0}},
		{[]string{"log10(a)", "log10(b)"}, 4, []float64{1}},
	} {
		clean, dropped, err := table.DropNonFinite(c.names...)
		if err != nil || dropped != c.dropped || !same(must(clean.Column("b")), c.b) {
			t.Errorf("%q: %v, %d, %v", c.names, clean, dropped, err)
		}
	}
	clean, _, _ := table.DropNonFinite("a")
	_, err := clean.Set([]string{"a"}, "b")
	wantError(t, err, "/", `data: column "b", row 3 (from 0): +Inf: a network learns nothing from it; correct the file or leave such rows out with DropNonFinite("b")`)
	again, dropped, err := clean.DropNonFinite("b")
	if err != nil || dropped != 1 {
		t.Errorf("%v, %d, %v", again, dropped, err)
	}
	_, err = again.Column("log10(b)")
	wantError(t, err, "/", `data: column "b", row 4 (from 0): log10 of 0: logarithms need values above 0; correct the file or leave such rows out with DropNonFinite("log10(b)")`)
	_, _, err = must(NewTable([]string{"a"}, []float64{nan, nan})).DropNonFinite()
	wantError(t, err, "/", "data: no row is left: each of the 2 has a value that is not finite in a")
	_, _, err = table.DropNonFinite("c")
	wantError(t, err, "/", `data: column "c": no such column. The columns are a, b`)
}

func TestTableString(t *testing.T) {
	if got, want := small().String(), "3 rows, columns M200c, Ngal, sigv"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	table := must(ReadCSV(write(t, "t.csv", []byte("x,name\n1,a\n"))))
	want := table.File() + `: 1 row, columns x; not numbers: name (text, 1 level)`
	for _, v := range []any{table, *table} {
		if got := fmt.Sprint(v); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if _, err := json.Marshal(v); err == nil {
			t.Errorf("%T is written as JSON", v)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"M200c", "Ngal", "sigv", "R_mean", "v_mean"}
	for name, want := range map[string]string{"r_mean": "R_mean", "ngals": "Ngal", "sigma": "sigv", "V_maen": "v_mean", "m500": "M200c", "x": "", "": ""} {
		if got := nearest(name, names); got != want {
			t.Errorf("nearest to %q is %q, want %q", name, got, want)
		}
	}
}

func TestListIsShort(t *testing.T) {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprint(i)
	}
	if got, want := list(names)[100:], "28, 29 and 970 more"; got[len(got)-len(want):] != want {
		t.Errorf("list ends %q", got)
	}
}
