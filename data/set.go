package data

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Set is n rows of d features with their targets: what a network is trained and judged on. It may be written as a
// literal; Check says whether its parts fit. Methods that return sets copy the rows.
type Set struct {
	X       *mat.Dense // features (n, d)
	Y       []float64  // targets (n), or (n, k) row after row
	Names   []string   // of the features (d); nil if they have none
	Target  string     // name of the target
	YNames  []string   // of the k targets; nil: Target, and a number if there are several
	Units   []string   // of the features (d), "" for one without; nil if none are known
	YUnits  []string   // of the k targets, likewise
	Weights []float64  // of the rows (n), at least 0; nil if all are 1
	Groups  []int      // which group each row (n) is of; nil if each is its own

	Encodings []Encoding // that made some of the columns; nil if none did
}

// SetOption is a further column that Table.Set takes.
type SetOption func(*setOptions)

type setOptions struct {
	weights, groups string
	targets         []string
}

// TargetColumns names further targets: a row of Y is then the target and these, in this order.
func TargetColumns(names ...string) SetOption {
	return func(o *setOptions) { o.targets = append(o.targets, names...) }
}

// WeightColumn names the column of row weights.
func WeightColumn(name string) SetOption { return func(o *setOptions) { o.weights = name } }

// GroupColumn names the column of group numbers, e.g. the host halo that several rows share. They are whole numbers
// below 2^53 in size, since larger ones lose their last digits as float64.
func GroupColumn(name string) SetOption { return func(o *setOptions) { o.groups = name } }

// Set returns the features in the given order and the target as a set. Names may be written "log10(M200c)"; that of an
// encoded column stands for the columns made of it (Encode). A missing column, one that is not numbers, NaN, an infinity,
// a name used twice, a weight below 0 and a group that is not a whole number are errors that name file, column and row.
func (t *Table) Set(features []string, target string, options ...SetOption) (Set, error) {
	var o setOptions
	for _, option := range options {
		option(&o)
	}
	features = t.expand(features)
	targets := t.expand(append([]string{target}, o.targets...))
	y, err := t.matrix(targets, nil, drop)
	if err != nil {
		return Set{}, err
	}
	x, err := t.matrix(features, targets, fill)
	if err != nil {
		return Set{}, err
	}
	s := Set{X: x, Y: y.RawMatrix().Data, Names: slices.Clone(features), Target: targets[0], Encodings: t.encodingsOf(slices.Concat(features, targets))}
	s.Units, s.YUnits = t.unitsOf(features), t.unitsOf(targets)
	if len(targets) > 1 {
		s.YNames = targets
	}
	if s.Weights, err = t.weights(o.weights); err != nil {
		return Set{}, err
	}
	if s.Groups, err = t.groups(o.groups); err != nil {
		return Set{}, err
	}
	return s, nil
}

// finite returns a column without NaN and infinities. What is to be done about a NaN gaps says.
func (t *Table) finite(name string, gaps func(name string) string) ([]float64, error) {
	column, err := t.Column(name)
	if err != nil {
		return nil, err
	}
	for i, v := range column {
		if !finite(v) {
			remedy := drop
			if math.IsNaN(v) {
				remedy = gaps
			}
			return nil, t.at(name, i, "%v: a network learns nothing from it; %s", v, remedy(name))
		}
	}
	return column, nil
}

// drop is what to do about a value that is not finite.
func drop(name string) string {
	return fmt.Sprintf("correct the file or leave such rows out with DropNonFinite(%s)", quote(name))
}

// fill is drop where a guess may stand for a missing number: in a feature, but not in a logarithm, which is no column that
// could be filled, nor where the model has already learned without such gaps.
func fill(name string) string {
	if within(name) != name {
		return drop(name)
	}
	return fmt.Sprintf("correct the file, leave such rows out with DropNonFinite(%s), or fill such gaps with Encode(Encoding{Column: %[1]s, How: Impute})", quote(name))
}

func (t *Table) weights(name string) ([]float64, error) {
	if name == "" {
		return nil, nil
	}
	column, err := t.finite(name, drop)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(column, func(v float64) bool { return v < 0 }); i >= 0 {
		return nil, t.at(name, i, "weight %v: weights are at least 0", column[i])
	}
	return column, nil
}

func (t *Table) groups(name string) ([]int, error) {
	if name == "" {
		return nil, nil
	}
	column, err := t.finite(name, drop)
	if err != nil {
		return nil, err
	}
	groups := make([]int, len(column))
	for i, v := range column {
		if v != math.Trunc(v) || math.Abs(v) >= 1<<53 {
			return nil, t.at(name, i, "group %v: groups are whole numbers below 2^53; number them from 0", v)
		}
		groups[i] = int(v)
	}
	return groups, nil
}

// Rows returns the number of rows n; 0 if there are no features.
func (s Set) Rows() int {
	if s.X == nil || s.X.IsEmpty() {
		return 0
	}
	n, _ := s.X.Dims()
	return n
}

// Targets returns Y as a matrix (n, k) that shares its numbers, as Scaler.Fit takes it. It panics if Y is not n times k
// numbers, k at least 1.
func (s Set) Targets() *mat.Dense {
	if err := s.checkLengths(); err != nil {
		panic(fmt.Sprintf("data: Set.Targets: %v", err))
	}
	n := s.Rows()
	return mat.NewDense(n, len(s.Y)/n, s.Y)
}

// Take returns the given rows in the given order, the same row twice if it is named twice. It panics if a row is not in
// the set, there is none to take, or the set fails Check's lengths.
func (s Set) Take(rows []int) Set {
	s.checkTake(rows)
	_, d := s.X.Dims()
	k := len(s.Y) / s.Rows()
	out := Set{X: mat.NewDense(len(rows), d, nil), Y: make([]float64, 0, len(rows)*k), Names: s.Names, Target: s.Target, YNames: s.YNames, Units: s.Units, YUnits: s.YUnits, Encodings: s.Encodings}
	for i, r := range rows {
		out.X.SetRow(i, s.X.RawRowView(r))
		out.Y = append(out.Y, s.Y[r*k:(r+1)*k]...)
	}
	if s.Weights != nil {
		out.Weights = pick(s.Weights, rows)
	}
	if s.Groups != nil {
		out.Groups = pick(s.Groups, rows)
	}
	return out
}

// Head returns the first n rows, all if there are no more than that. It panics if n is below 1 or the set is empty.
func (s Set) Head(n int) Set {
	if n < 1 {
		panic(fmt.Sprintf("data: Set.Head: %d rows of %d: want at least one", n, s.Rows()))
	}
	rows := make([]int, min(n, s.Rows()))
	for i := range rows {
		rows[i] = i
	}
	return s.Take(rows)
}
