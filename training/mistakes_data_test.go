package training_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"gonum.org/v1/gonum/mat"
)

// tableMistakes are made with files.
func tableMistakes(t *testing.T) []mistake {
	good := written(t, "good.csv", "mass,z,NA_count\n1,2,3\n4,NaN,6\n")
	read := func(path string) func() error {
		return func() error { _, err := data.ReadCSV(path); return err }
	}
	set := func(path string, features []string, target string, options ...data.SetOption) func() error {
		return func() error {
			table, err := data.ReadCSV(path)
			if err == nil {
				_, err = table.Set(features, target, options...)
			}
			return err
		}
	}
	return []mistake{
		{`data.ReadCSV("nowhere.csv")`, read("nowhere.csv"), "there is no such file", "see where the program runs, and give the path from there"},
		{`data.ReadCSV("empty.csv")`, read(written(t, "empty.csv", "")), "the file has no lines", "write the table again"},
		{`data.ReadCSV of a header alone`, read(written(t, "header.csv", "a,b\n")), "there are no rows under the header", "write the table again"},
		{`data.ReadCSV of semicolons`, read(written(t, "semi.csv", "a;b\n1;2\n")), "the fields are not separated by commas", "data.CSV{Comma: ';'}.Read(path)"},
		{`data.ReadCSV of a line that is short`, read(written(t, "short.csv", "a,b\n1,2\n3\n")), "a line has fewer fields than the header", "complete the line, or remove it"},
		{`data.ReadCSV of a header that is partly numbers`, read(written(t, "half.csv", "a,1\n2,3\n")), "the first line may be a header or data", "data.CSV{Header: true}, or Names"},
		{`table.Set([]string{"mas"}, "mass")`, set(good, []string{"mas"}, "mass"), "a name is misspelt", "one of the names that the message lists"},
		{`table.Set([]string{"mass"}, "z")`, set(good, []string{"mass"}, "z"), "the target is missing in a row", "table.DropNonFinite first"},
		{`table.Set(nil, "mass")`, set(good, nil, "mass"), "there is no feature", "name the features"},
		{`table.Set([]string{"mass", "mass"}, "NA_count")`, set(good, []string{"mass", "mass"}, "NA_count"), "a feature is named twice", "leave one out"},
		{`table.Set([]string{"NA_count"}, "NA_count")`, set(good, []string{"NA_count"}, "NA_count"), "the target is a feature", "leave it out of the features"},
		{`table.Set(..., data.GroupColumn("mass"))`, set(written(t, "group.csv", "g,y\n1.5,2\n"), []string{"y"}, "g", data.GroupColumn("g")), "a group is not a whole number", "number the groups from 0"},
		{`table.Set(..., data.WeightColumn("w"))`, set(written(t, "weight.csv", "x,y,w\n1,2,-1\n"), []string{"x"}, "y", data.WeightColumn("w")), "a weight is negative", "weights of at least 0"},
		{`table.Set([]string{"log10(a)"}, "b")`, set(written(t, "log.csv", "a,b\n0,1\n"), []string{"log10(a)"}, "b"), "a logarithm of 0", "leave such rows out, or take another function"},
	}
}

// setMistakes are made with sets in memory.
func setMistakes() []mistake {
	s := line(30, .3, 1)
	check := func(s data.Set) func() error { return s.Check }
	bad := func(f func(s *data.Set)) func() error {
		other := s.Head(5)
		f(&other)
		return check(other)
	}
	scale := func(sc data.Scaler, x ...float64) func() error {
		return func() error {
			_, err := oneFeature(x, make([]float64, len(x))).FitX(sc)
			return err
		}
	}
	split := func(n int) func() error { return func() error { _, _, err := s.Split(n, 1); return err } }
	return []mistake{
		{`data.Set{}.Check()`, check(data.Set{}), "there are no rows", "give X"},
		{`data.Set{X: x, Y: y[:4]}.Check()`, bad(func(s *data.Set) { s.Y = s.Y[:4] }), "there are fewer targets than rows", "one target, or k, for each row"},
		{`data.Set{..., Names: []string{"x"}}`, bad(func(s *data.Set) { s.Names = s.Names[:1] }), "there are fewer names than columns", "name each column, or none"},
		{`data.Set{..., Weights: w[:3]}`, bad(func(s *data.Set) { s.Weights = make([]float64, 3) }), "there are fewer weights than rows", "one weight for each row, or none"},
		{`data.Set{..., Weights: make([]float64, 5)}`, bad(func(s *data.Set) { s.Weights = make([]float64, 5) }), "all weights are 0", "a positive weight for what counts"},
		{`data.Set{..., Weights: []float64{1, -1, ...}}`, bad(func(s *data.Set) { s.Weights = []float64{1, -1, 1, 1, 1} }), "a weight is negative", "weights of at least 0"},
		{`data.Set with NaN in X`, bad(func(s *data.Set) { s.X.Set(2, 1, math.NaN()) }), "a feature is missing", "leave the row out, or fill it in"},
		{`data.Set with Inf in Y`, bad(func(s *data.Set) { s.Y[3] = math.Inf(1) }), "a target is infinite", "correct it, or leave the row out"},
		{`set.Take([]int{30})`, func() error { s.Take([]int{30}); return nil }, "the last of 30 rows is row 29", "count from 0"},
		{`set.Take(nil)`, func() error { s.Take(nil); return nil }, "a set has at least one row", "ask whether anything is left first"},
		{`set.Head(0)`, func() error { s.Head(0); return nil }, "a set has at least one row", "at least 1"},
		{`set.Split(30, seed)`, split(30), "nothing is left for the second set", "fewer rows than there are"},
		{`data.Standardize{} of a constant column`, scale(data.Standardize{}, 3, 3, 3), "a column that never changes has no standard deviation, and tells the network nothing", "leave it out"},
		{`data.Range{Min: 1, Max: 1}`, scale(data.Range{Min: 1, Max: 1}, 1, 2), "the range is empty", "Min below Max"},
		{`data.MinMax{} of Inf`, scale(data.MinMax{}, 1, math.Inf(1)), "a value is infinite", "leave the row out"},
		{`data.Affine{Scale: []float64{0}, ...}`, data.Affine{Shift: []float64{0}, Scale: []float64{0}}.Check, "nothing can be divided by 0", "a positive scale"},
		{`data.Standardize{}.Fit(&mat.Dense{})`, func() error { _, err := data.Standardize{}.Fit(&mat.Dense{}); return err }, "there is nothing to scale", "rows"},
	}
}
