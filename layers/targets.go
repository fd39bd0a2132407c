package layers

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"sort"
	"sync"

	"github.com/deepprob/deepprob/internal/build"
	"gorgonia.org/tensor"
)

// Targets are the training targets in the network's units, as first values may be made of them: what a network predicts
// before its first step is then what the targets are whatever x. Rows count by their weights. A nil Targets is none, of which
// only Columns and Known may be asked.
type Targets struct {
	columns int
	rows    func() (y, weights []float64)
	sorted  []func() (y, up []float64) // by column
}

// NewTargets makes Targets of what rows returns when they are first asked: y, row after row, and a weight for each row, nil
// for equal ones. It is nil for no columns; what is not columns numbers a row fails where it is asked for.
func NewTargets(columns int, rows func() (y, weights []float64)) *Targets {
	if columns < 1 || rows == nil {
		return nil
	}
	t := &Targets{columns: columns}
	t.rows = sync.OnceValues(func() (y, weights []float64) {
		y, weights = rows()
		if n := len(y) / columns; len(y) != n*columns || weights != nil && len(weights) != n {
			build.Fail("targets", []tensor.Shape{{len(y)}, {len(weights)}}, "want %d numbers a row and a weight for each row, or nil", columns)
		}
		return y, weights
	})
	for j := range columns {
		t.sorted = append(t.sorted, sync.OnceValues(func() (y, up []float64) { return t.sort(j) }))
	}
	return t
}

// Columns is how many numbers a row's target has, 0 if there are no targets.
func (t *Targets) Columns() int {
	if t == nil {
		return 0
	}
	return t.columns
}

// Known reports whether there is a row.
func (t *Targets) Known() bool { return t.Columns() > 0 && t.Rows() > 0 }

// Rows is how many rows there are.
func (t *Targets) Rows() int {
	y, _ := t.rows()
	return len(y) / t.columns
}

// All ranges over the rows, which must not be kept, and their weights, without those of weight 0.
func (t *Targets) All() iter.Seq2[[]float64, float64] {
	return func(yield func(row []float64, weight float64) bool) {
		y, weights := t.rows()
		for i := range t.Rows() {
			w := 1.
			if weights != nil {
				w = weights[i]
			}
			if w > 0 && !yield(y[i*t.columns:(i+1)*t.columns], w) {
				return
			}
		}
	}
}

// Average is the weighted mean of f over the rows, by a recursion that does not overflow where f does not differ by more
// than the largest number; NaN without rows.
func (t *Targets) Average(f func(row []float64) float64) float64 {
	mean, sum := math.NaN(), 0.
	for row, w := range t.All() {
		v := f(row)
		if sum += w; sum == w {
			mean = v
			continue
		}
		mean += (v - mean) * (w / sum)
	}
	return mean
}

// Mean is that of column j.
func (t *Targets) Mean(j int) float64 {
	return t.Average(func(row []float64) float64 { return row[j] })
}

// StdDev is the standard deviation of column j, with the sum of the weights for its divisor; 0 if the column is constant.
func (t *Targets) StdDev(j int) float64 {
	unit := t.Max(j) - t.Min(j) // so that squares neither overflow nor vanish
	if unit == 0 {
		return 0
	}
	mean := t.Mean(j)
	return unit * math.Sqrt(t.Average(func(row []float64) float64 {
		d := (row[j] - mean) / unit
		return d * d
	}))
}

// Correlation is that of columns i and j; 0 if one is constant.
func (t *Targets) Correlation(i, j int) float64 {
	si, sj, mi, mj := t.StdDev(i), t.StdDev(j), t.Mean(i), t.Mean(j)
	if si == 0 || sj == 0 {
		return 0
	}
	if i == j {
		return 1
	}
	return t.Average(func(row []float64) float64 { return (row[i] - mi) / si * ((row[j] - mj) / sj) })
}

// Quantile is the least value of column j at which the rows up to it have the share p of all weight; NaN without rows.
func (t *Targets) Quantile(j int, p float64) float64 {
	y, up := t.sorted[j]()
	if len(y) == 0 {
		return math.NaN()
	}
	at := p * up[len(up)-1]
	return y[sort.Search(len(up)-1, func(i int) bool { return up[i] >= at })]
}

// Min is the least value of column j.
func (t *Targets) Min(j int) float64 { return t.Quantile(j, 0) }

// Max is the largest value of column j.
func (t *Targets) Max(j int) float64 { return t.Quantile(j, 1) }

// sort returns column j ascending, without rows of weight 0, and the sums of the weights.
func (t *Targets) sort(j int) (y, up []float64) {
	all, weights := t.rows()
	var order []int
	for i := range t.Rows() {
		if weights == nil || weights[i] > 0 {
			order = append(order, i)
		}
	}
	value := func(i int) float64 { return all[i*t.columns+j] }
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(value(a), value(b)), a-b) })
	sum := 0.
	for _, i := range order {
		if weights == nil {
			sum++
		} else {
			sum += weights[i]
		}
		y, up = append(y, value(i)), append(up, sum)
	}
	return y, up
}

// Targets are those of the training rows, where first values are made and targets are known: nil otherwise, as in
// Function.Init, in prior draws before a fit, and wherever values are there already.
func (s *Scope) Targets() *Targets {
	if t := s.targets(); s.pass.Init && t.Columns() > 0 {
		return t
	}
	return nil
}

// Targeting is s with other targets, for a network that learns of its target by columns that its parts know nothing of, such as the
// status of a censored one: of(t) is what they shall start at. It is asked only where there are targets.
func (s *Scope) Targeting(of func(t *Targets) *Targets) *Scope {
	out := *s
	if t := s.Targets(); t != nil && of != nil {
		out.told = of(t)
	}
	return &out
}

// targets are those of the pass, or of Targeting.
func (s *Scope) targets() *Targets {
	if s.told != nil {
		return s.told
	}
	return s.pass.Targets
}
