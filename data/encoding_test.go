package data

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// homes is a table as people have it: text, gaps, codes that look like numbers.
func homes(t *testing.T) *Table {
	return must(CSV{Missing: []string{""}, Text: []string{"zip"}}.Read(write(t, "homes.csv", []byte("city,age,zip,floor,price\n"+
		"Rome,30,00100,1,3\nParis,,75001,2,5\nRome,10,00100,2,4\nOslo,20,0150,10,6\nParis,50,75001,1,5\n"))))
}

func TestStrings(t *testing.T) {
	table := homes(t)
	for name, want := range map[string][]string{
		"city": {"Rome", "Paris", "Rome", "Oslo", "Paris"}, "zip": {"00100", "75001", "00100", "0150", "75001"},
		"age": {"30", "NaN", "10", "20", "50"}, "floor": {"1", "2", "2", "10", "1"},
	} {
		if got := must(table.Strings(name)); !slices.Equal(got, want) {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := must(must(table.Select("city", "price")).Strings("city")); got[3] != "Oslo" {
		t.Errorf("%q", got)
	}
	clean, dropped, err := table.DropNonFinite("age")
	if err != nil || dropped != 1 || !slices.Equal(must(clean.Strings("city")), []string{"Rome", "Rome", "Oslo", "Paris"}) {
		t.Errorf("%v, %d, %v", clean, dropped, err)
	}
	_, err = table.Strings("town")
	wantError(t, err, table.File(), `data: homes.csv: column "town": no such column. The columns are city, age, zip, floor, price`)
	_, err = table.Column("city")
	wantError(t, err, table.File(), `data: homes.csv: column "city", row 0 (from 0), line 2: "Rome" is not a number: correct the file, leave the column out, or make numbers of text with Encode`)
	_, err = table.Column("zip")
	wantError(t, err, table.File(), `data: homes.csv: column "zip": text, as CSV.Text says: make numbers of it with Encode`)
	_, err = CSV{Text: []string{"Zip"}}.Read(table.File())
	wantError(t, err, table.File(), `data: homes.csv: column "Zip": no such column, though CSV.Text names it. The columns are city, age, zip, floor, price`)
}

// Each way of encoding, by what it makes.
func TestEncode(t *testing.T) {
	table := homes(t)
	encoded := must(table.Encode(Encoding{Column: "city"}, Encoding{Column: "city", How: Codes}, Encoding{Column: "floor", How: Codes}, Encoding{Column: "age", How: Impute}, Encoding{Column: "zip", Other: 2}))
	for name, want := range map[string][]float64{
		"city=Oslo": {0, 0, 0, 1, 0}, "city=Paris": {0, 1, 0, 0, 1}, "city=Rome": {1, 0, 1, 0, 0}, "code(city)": {2, 1, 2, 0, 1},
		"code(floor)": {0, 1, 1, 2, 0}, "filled(age)": {30, 25, 10, 20, 50}, "missing(age)": {0, 1, 0, 0, 0},
		"zip=00100": {1, 0, 1, 0, 0}, "zip=75001": {0, 1, 0, 0, 1}, "other(zip)": {0, 0, 0, 1, 0},
	} {
		if got := must(encoded.Column(name)); !same(got, want) {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if len(table.encodings) > 0 || len(table.all) != 5 {
		t.Errorf("the old table changed: %v", table)
	}
	set := must(encoded.Set([]string{"zip", "age"}, "price"))
	if want := []string{"zip=00100", "zip=75001", "other(zip)", "filled(age)", "missing(age)"}; !slices.Equal(set.Names, want) || len(set.Encodings) != 2 {
		t.Errorf("the set has %q, want %q, and %d encodings", set.Names, want, len(set.Encodings))
	}
	if again := must(encoded.Encode(encoded.Encodings()...)); len(again.all) != len(encoded.all) || len(again.encodings) != 5 {
		t.Errorf("encoded again it is %v", again)
	}
	if part := must(encoded.Select("city", "price", "city=Rome")); len(part.encodings) > 0 {
		t.Errorf("%v is encoded by columns it does not have", part)
	}
	if part := must(encoded.Select("price", "filled(age)", "missing(age)", "age")); !slices.Equal(part.expand([]string{"age"}), []string{"filled(age)", "missing(age)"}) {
		t.Errorf("%v has lost its encoding", part)
	}
	labels := must(must(table.Encode(Encoding{Column: "city", How: Codes, Levels: []string{"Rome", "Paris", "Oslo", "Bergen"}})).Set([]string{"floor"}, "city"))
	if !same(labels.Y, []float64{0, 1, 0, 2, 1}) || labels.Target != "code(city)" || labels.Encodings[0].Count() != 4 {
		t.Errorf("labels %v", labels)
	}
	y := must(labels.FitY(Standardize{}))
	if y.Shift[0] != 0 || y.Scale[0] != 1 || y.Encodings[0].Levels[2] != "Oslo" {
		t.Errorf("labels are scaled by %+v", y)
	}
}

// What no row of training showed is an error later, or of the class that rare levels have.
func TestUnseen(t *testing.T) {
	table := homes(t)
	path := table.File()
	train := table.take([]int{0, 2, 4})
	fitted := must(train.Encode(Encoding{Column: "city"}, Encoding{Column: "age", How: Impute}))
	if e := fitted.Encodings()[0]; !slices.Equal(e.Levels, []string{"Paris", "Rome"}) {
		t.Errorf("levels %q are not of the training rows", e.Levels)
	}
	_, err := table.Encode(fitted.Encodings()[0])
	wantError(t, err, path, `data: homes.csv: column "city", row 3 (from 0), line 5: "Oslo" is none of the 2 levels. Correct it, or leave the row out; to give such levels a class of their own, set Encoding.Other. The levels are Paris, Rome`)
	_, err = table.Encode(fitted.Encodings()[1])
	wantError(t, err, path, `data: homes.csv: column "age", row 1 (from 0), line 3: NaN, and no number was missing in the rows it was fitted on: the network has not learned what that means; leave the row out with DropNonFinite("age")`)
	rare := must(train.Encode(Encoding{Column: "city", Other: 2}))
	if e := rare.Encodings()[0]; !slices.Equal(e.Levels, []string{"Rome"}) || e.Rest != 1 || e.Count() != 2 {
		t.Errorf("%+v", e)
	}
	if got := must(must(table.Encode(rare.Encodings()...)).Column("other(city)")); !same(got, []float64{0, 1, 0, 1, 1}) {
		t.Errorf("others %v", got)
	}
	none := must(train.Encode(Encoding{Column: "city", Other: 1}))
	if none.index["other(city)"] != 0 {
		t.Error("there is a class of others without a row")
	}
	_, err = table.Encode(none.Encodings()...)
	wantError(t, err, path, `data: homes.csv: column "city", row 3 (from 0), line 5: "Oslo" is none of the 2 levels. Correct it, or leave the row out; no level of the rows it was fitted on was of fewer than 1, so there is no class for others: raise Encoding.Other. The levels are Paris, Rome`)
	_, err = must(CSV{}.Read(write(t, "new.csv", []byte("city\nParis\nrome\n")))).Encode(fitted.Encodings()[0])
	if err == nil || !strings.Contains(err.Error(), `"rome" is none of the 2 levels; did you mean "Rome"? Correct`) {
		t.Errorf("%v", err)
	}
}

func TestEncodeErrors(t *testing.T) {
	table := must(NewTable([]string{"x", "gap", "wild", "one", "city=Rome"}, []float64{1, 2}, []float64{math.NaN(), math.NaN()}, []float64{1, math.Inf(1)}, []float64{3, 3}, []float64{1, 2}))
	for _, c := range []struct {
		e    Encoding
		want string
	}{
		{Encoding{Column: "y"}, `data: column "y": no such column. The columns are x, gap, wild, one, city=Rome`},
		{Encoding{Column: "gap"}, `data: column "gap", row 0 (from 0): NaN: a network learns nothing from it; correct the file or leave such rows out with DropNonFinite("gap")`},
		{Encoding{Column: "gap", How: Impute}, `data: column "gap": is missing in all 2 rows, so it has no median to fill it with: leave it out`},
		{Encoding{Column: "x", How: Impute, Fill: new(math.Inf(1))}, `data: column "x": is filled with what is not finite, or not said: set Encoding.Fill`},
		{Encoding{Column: "one"}, `data: column "one": has 1 classes of levels, which tells rows apart by nothing: leave it out, or lower Other`},
		{Encoding{Column: "x", Other: 3}, `data: column "x": has 1 classes of levels, which tells rows apart by nothing: leave it out, or lower Other`},
		{Encoding{Column: "x", Levels: []string{"1", "1"}}, `data: column "x": level "1" is given twice in Levels`},
		{Encoding{Column: "x", Levels: []string{"1", "3"}}, `data: column "x", row 1 (from 0): "2" is none of the 2 levels. Correct it, or leave the row out; to give such levels a class of their own, set Encoding.Other. The levels are 1, 3`},
		{Encoding{Column: "x", How: 7}, `data: column "x": encoding How(7) with Other 0: How is OneHot, Codes or Impute, and Other a number of rows`},
		{Encoding{Column: "x", Other: -1}, `data: column "x": encoding one-hot with Other -1: How is OneHot, Codes or Impute, and Other a number of rows`},
	} {
		_, err := table.Encode(c.e)
		wantError(t, err, "/", c.want)
	}
	long := make([]float64, 2000)
	for i := range long {
		long[i] = float64(i)
	}
	ids := must(NewTable([]string{"id"}, long))
	_, err := ids.Encode(Encoding{Column: "id"})
	wantError(t, err, "/", `data: column "id": has 2000 levels, more than the 1000 for which columns are made: pool the rare ones with Other, use Codes and layers.Embedding, or give Levels`)
	if e := must(ids.Encode(Encoding{Column: "id", How: Codes})).Encodings()[0]; e.Count() != 2000 || e.Levels[10] != "10" {
		t.Errorf("codes of %d levels, number 10 is %s", e.Count(), e.Levels[10])
	}
}

// The laws of the map from a table to a network's inputs: it finds columns by name in any order, does to other rows what it
// did to those it was fitted on, and is what its JSON gives back.
func TestColumnsByName(t *testing.T) {
	table := homes(t)
	encoded := must(table.Encode(Encoding{Column: "city", Other: 2}, Encoding{Column: "age", How: Impute}, Encoding{Column: "zip", How: Codes}))
	set := must(encoded.Set([]string{"floor", "city", "log10(filled(age))", "zip"}, "price"))
	a := must(set.FitX(Standardize{}))
	for j, name := range a.Names {
		scaled := name == "floor" || name == "log10(filled(age))"
		if scaled == (a.Shift[j] == 0 && a.Scale[j] == 1) {
			t.Errorf("%s has shift %v and scale %v", name, a.Shift[j], a.Scale[j])
		}
	}
	var b Affine
	if err := json.Unmarshal(must(json.Marshal(a)), &b); err != nil {
		t.Fatal(err)
	}
	other := must(must(table.Select("zip", "price", "floor", "age", "city")).Select("age", "city", "zip", "floor"))
	turned := slices.Clone(a.Names)
	slices.Reverse(turned)
	for _, rows := range []Named{table, encoded, other, set, set.pick([]int{5, 4, 3, 2, 1, 0}, turned)} {
		x, err := b.Columns(rows)
		if err != nil {
			t.Errorf("%v: %v", rows, err)
		} else if !mat.Equal(x, set.X) {
			t.Errorf("%v: %v, want %v", rows, mat.Formatted(x), mat.Formatted(set.X))
		}
	}
	_, err := b.Columns(must(table.Select("city", "zip", "floor")))
	wantError(t, err, table.File(), `data: homes.csv: column "age": no such column. The columns are city, zip, floor`)
	_, err = b.Columns(nil)
	wantError(t, err, "/", "data: there is no table to take columns from: it is nil")
	_, err = Affine{Shift: []float64{0}, Scale: []float64{1}, Names: []string{"city=Rome"}, Encodings: []Encoding{{Column: "city"}}}.Columns(table)
	wantError(t, err, "/", `data: column "city": scaling with an encoding (one-hot) that is not fitted: predictions would fit it to rows of theirs`)
	_, err = Affine{Shift: []float64{0}, Scale: []float64{1}}.Columns(table)
	wantError(t, err, table.File(), "data: homes.csv: the scaling was fitted to columns without names, which a table cannot be asked for: say which with Features, or fit to a Set with Names")
}

func TestFeatures(t *testing.T) {
	table := homes(t)
	if x := must(table.Features([]string{"price", "floor"})); !same(x.RawRowView(3), []float64{6, 10}) {
		t.Errorf("%v", mat.Formatted(x))
	}
	for want, names := range map[string][]string{
		`data: homes.csv: column "floor": used twice: a column is the target or one feature`:   {"floor", "floor"},
		`data: homes.csv: a set needs at least one feature; the columns are age, floor, price`: {},
		`data: homes.csv: column "age", row 1 (from 0), line 3: NaN: a network learns nothing from it; correct the file, leave such rows out with DropNonFinite("age"), or fill such gaps with Encode(Encoding{Column: "age", How: Impute})`: {"age"},
		`data: homes.csv: column "city", row 0 (from 0), line 2: "Rome" is not a number: correct the file, leave the column out, or make numbers of text with Encode`:                                                                        {"city"},
		`data: homes.csv: column "Floor": no such column; did you mean "floor"? The columns are city, age, zip, floor, price`:                                                                                                                {"Floor"},
	} {
		_, err := table.Features(names)
		wantError(t, err, table.File(), want)
	}
}

func TestSeveralTargets(t *testing.T) {
	table := must(NewTable([]string{"x", "a", "b"}, []float64{1, 2}, []float64{3, 4}, []float64{5, 6}))
	set := must(table.Set([]string{"x"}, "a", TargetColumns("b")))
	if !same(set.Y, []float64{3, 5, 4, 6}) || !slices.Equal(set.YNames, []string{"a", "b"}) || set.Check() != nil {
		t.Errorf("%v, %v", set, set.Y)
	}
	if y := must(set.Take([]int{1, 0}).FitY(Standardize{})); !slices.Equal(y.Names, []string{"a", "b"}) || !same(y.Shift, []float64{3.5, 5.5}) {
		t.Errorf("%+v", y)
	}
	if text, want := set.String(), "2 rows, features x, targets a, b"; text != want {
		t.Errorf("%s, want %s", text, want)
	}
	_, err := table.Set([]string{"x"}, "a", TargetColumns("a"))
	wantError(t, err, "/", `data: column "a": used twice: a column is the target or one feature`)
	_, err = table.Set([]string{"b"}, "a", TargetColumns("b"))
	wantError(t, err, "/", `data: column "b": used twice: a column is the target or one feature`)
	set.YNames = set.YNames[:1]
	wantError(t, set.Check(), "/", "data: 1 names for 2 targets a row: YNames is nil or names each")
}

// A set's features are put in the order of a map by name; what would pass one column for another is an error.
func TestOrder(t *testing.T) {
	table := must(NewTable([]string{"a", "b", "y"}, []float64{1, 2}, []float64{30, 40}, []float64{5, 7}))
	set := must(table.Set([]string{"a", "b"}, "y"))
	x, y := must(set.FitX(Standardize{})), must(set.FitY(Standardize{}))
	turned := must(must(table.Set([]string{"b", "a"}, "y")).Order(x, y))
	if !mat.Equal(turned.X, set.X) || !slices.Equal(turned.Names, set.Names) {
		t.Errorf("%v", turned)
	}
	nameless := Set{X: set.X, Y: set.Y}
	if got := must(nameless.Order(x, y)); got.X != set.X {
		t.Error("a set without names has moved")
	}
	renamed, twice, target, less := set, set, set, must(table.Set([]string{"a"}, "y"))
	renamed.Names, twice.Names, target.Target = []string{"A", "b"}, []string{"b", "b"}, "z"
	for want, s := range map[string]Set{
		`data: column "a": the features were fitted with this one, and the set lacks it; is it "A"? Its features are A, b. Rename it, or fit the scaler anew`: renamed,
		`data: column "b": the set has two features of this name: rename one`:                                                                                 twice,
		`data: column "z": is the target, and the model was fitted on "y": fit another model to it; if only the name has changed, rename it`:                  target,
		"data: x has 1 columns, 1 fewer than the 2 features that the model was fitted on: give a, b, in this order":                                           less,
	} {
		_, err := s.Order(x, y)
		wantError(t, err, "/", want)
	}
	coded := must(homes(t).Encode(Encoding{Column: "city", How: Codes}))
	other := must(homes(t).Encode(Encoding{Column: "city", How: Codes, Levels: []string{"Rome", "Paris", "Oslo"}}))
	of := must(must(coded.Set([]string{"city"}, "price")).FitX(Identity{}))
	_, err := must(other.Set([]string{"city"}, "price")).Order(of, Affine{})
	wantError(t, err, "/", `data: column "city": was encoded (codes) with other levels or another fill than in the rows that were fitted: encode the table with the Encodings of those`)
}

// A table is split as its set is.
func TestTableSplit(t *testing.T) {
	table := homes(t)
	set := must(table.Set([]string{"floor"}, "price"))
	a, b, err := set.Split(3, 1)
	c, d, err2 := table.Split(3, 1)
	if err != nil || err2 != nil || !same(a.Y, must(c.Column("price"))) || !same(b.Y, must(d.Column("price"))) {
		t.Errorf("%v, %v", err, err2)
	}
	_, _, err = table.Split(5, 1)
	wantError(t, err, table.File(), "data: homes.csv: cannot split 5 rows into 5 and the rest: the first table takes 1 to 4")
}

// Printed they are short and true, and as JSON an error rather than {}.
func TestPrinted(t *testing.T) {
	set := must(homes(t).Set([]string{"floor"}, "price"))
	set.Weights, set.Groups = []float64{1, 1, 1, 1, 1}, []int{1, 2, 3, 4, 5}
	for want, s := range map[string]Set{
		"5 rows, features floor, target price, weights, groups": set, "0 rows": {}, "5 rows, 1 feature, target target": {X: set.X, Y: set.Y}, "5 rows, 1 feature, 3 targets": {X: set.X, Y: set.Y[:3]},
	} {
		if s.String() != want {
			t.Errorf("%s, want %s", s, want)
		}
	}
	for _, v := range []any{set, &set, homes(t)} {
		if b, err := json.Marshal(v); err == nil {
			t.Errorf("%T is %s as JSON", v, b)
		}
	}
	for _, h := range []How{OneHot, Codes, Impute} {
		var got How
		if err := json.Unmarshal(must(json.Marshal(h)), &got); err != nil || got != h {
			t.Errorf("%v became %v, %v", h, got, err)
		}
	}
	if _, err := json.Marshal(How(7)); err == nil {
		t.Error("How(7) has a name")
	}
}
