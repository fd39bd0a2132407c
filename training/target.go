package training

import (
	"cmp"
	"slices"
	"sort"
	"sync"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/build"
	"gorgonia.org/tensor"
)

// target is the quantile function of the training target in the network's units, for parameters that start by it: the least value at
// which the rows up to it, sorted, have the share p of all weight. It is sorted when first asked, so that other networks pay
// nothing.
func (m *Model) target(train data.Set) func(p float64) float64 {
	if k := len(train.Y) / train.Rows(); k > 1 {
		return func(float64) float64 {
			build.Fail("quantiles", []tensor.Shape{{train.Rows(), k}}, "a target of %d numbers a row has no quantiles to start at: use layers.Normal for the bias, and Positive without Start", k)
			return 0
		}
	}
	sorted := sync.OnceValues(func() (y, up []float64) { return m.sortedTarget(train) })
	return func(p float64) float64 {
		y, up := sorted()
		at := p * up[len(up)-1]
		i := sort.Search(len(up)-1, func(i int) bool { return up[i] >= at })
		return y[i]
	}
}

// sortedTarget is the scaled targets of rows that count, ascending, and the sums of their weights.
func (m *Model) sortedTarget(train data.Set) (y, up []float64) {
	s, _ := counting(train)
	order := make([]int, s.Rows())
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(s.Y[a], s.Y[b]), a-b) })
	w, sum := meanOne(s.Weights, s.Rows()), 0.
	for _, i := range order {
		sum += w[i]
		y, up = append(y, (s.Y[i]-m.YScale.Shift[0])/m.YScale.Scale[0]), append(up, sum)
	}
	return y, up
}
