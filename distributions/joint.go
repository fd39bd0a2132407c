package distributions

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"sync"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// Joint is one distribution of k numbers a row, as float64 numbers: what a network of several targets predicts for its inputs. Like
// a Posterior it is small, passed by value, immutable and safe for concurrent use; the zero value has no rows.
//
// The formulas of its density are those that the network was trained with, on float64. Means and covariances, marginals and
// conditionals are exact where the distribution has them (normals, Student's t, their mixtures, Independent, Dirichlet, and any type
// with the methods of HasCovariance, HasMarginal and HasConditional), for mixtures of draws of a network's weights too. What has no
// closed form is an integral over seeded draws, and Warnings says so. Methods that take vectors panic unless there is one a row, of k
// numbers. A row whose parameters are NaN answers NaN.
type Joint struct {
	f            jointRows // rows*draws
	first, n     int
	draws        int
	shift, scale []float64 // of each number: y = shift + scale x of what f is of
	notes        []string
}

// JointFormulas is the formulas of a distribution of vectors, compiled once for all the numbers that are put into them.
type JointFormulas struct {
	*jointPrograms
	once   sync.Once
	spread *jointPrograms // for draws; nil if there can be none
}

// NewJointFormulas returns the formulas of d, of batch (n) and event (k), or () for vectors of one number. It returns a graph.BuildError for other shapes.
func NewJointFormulas(d Distribution) (f *JointFormulas, err error) {
	defer build.Recover(&err)
	return &JointFormulas{jointPrograms: newJointPrograms(d)}, nil
}

// NewJoint makes numbers of a distribution of nodes, one of vectors a row, as NewPosterior does of one of numbers: values gives the
// value of each parameter node for n rows.
func NewJoint(d Distribution, values func(n *G.Node) G.Value) (Joint, error) {
	return NewJointMixture(d, []func(n *G.Node) G.Value{values})
}

// NewJointMixture is the mixture, with equal weights, of the distributions that draws of a network's weights give, as NewMixture is.
func NewJointMixture(d Distribution, draws []func(n *G.Node) G.Value) (Joint, error) {
	f, err := NewJointFormulas(d)
	if err != nil {
		return Joint{}, err
	}
	return f.Mixture(draws)
}

// Joint is NewJoint of the distribution.
func (f *JointFormulas) Joint(values func(n *G.Node) G.Value) (Joint, error) {
	return f.Mixture([]func(n *G.Node) G.Value{values})
}

// Mixture is NewJointMixture of the distribution.
func (f *JointFormulas) Mixture(draws []func(n *G.Node) G.Value) (Joint, error) {
	if len(draws) == 0 {
		return Joint{}, errors.New("distributions: joint: there are no draws")
	}
	p := f.jointPrograms
	if len(draws) > 1 {
		f.once.Do(func() {
			if wide := f.spreadOut(); wide == f.nodePrograms {
				f.spread = f.jointPrograms
			} else if wide != nil {
				f.spread = jointOver(wide)
			}
		})
		if p = f.spread; p == nil {
			return Joint{}, fmt.Errorf("distributions: joint: %T does not take parameters with the rows' axis in all of them, which those that rows share need where draws differ", f.d)
		}
	}
	rows, err := p.bindJoint(draws...)
	if err != nil {
		return Joint{}, fmt.Errorf("distributions: joint: %w", err)
	}
	return newJoint(rows, len(draws)), nil
}

// newJoint is all rows of f, mixtures of so many draws.
func newJoint(f jointRows, draws int) Joint {
	q := Joint{f: f, n: f.n / draws, draws: draws, shift: make([]float64, f.k), scale: make([]float64, f.k)}
	for j := range q.scale {
		q.scale[j] = 1
	}
	return q
}

// Rows is the number of rows.
func (q Joint) Rows() int { return q.n }

// Numbers is k, how many numbers a vector has.
func (q Joint) Numbers() int { return len(q.scale) }

// Draws is how many draws of a network's weights the rows are mixtures of.
func (q Joint) Draws() int { return max(q.draws, 1) }

// Row is row i alone. It panics if there is none.
func (q Joint) Row(i int) Joint {
	if i < 0 || i >= q.n {
		panic(fmt.Sprintf("distributions: row %d of a joint of %d rows", i, q.n))
	}
	q.first, q.n = q.first+i, 1
	return q
}

// Scaled is the distribution of shift_j + scale_j y_j, for other units. It returns an error for scales that are not positive and finite, and
// unless there is one of each a number.
func (q Joint) Scaled(shift, scale []float64) (Joint, error) {
	if len(shift) != q.Numbers() || len(scale) != q.Numbers() {
		return Joint{}, fmt.Errorf("distributions: scaled joint: %d shifts and %d scales for vectors of %d numbers", len(shift), len(scale), q.Numbers())
	}
	q.shift, q.scale = slices.Clone(q.shift), slices.Clone(q.scale)
	for j, s := range scale {
		if !isPositive(s) || math.IsNaN(shift[j]) || math.IsInf(shift[j], 0) {
			return Joint{}, fmt.Errorf("distributions: scaled joint: number %d has shift %v and scale %v: both must be finite and the scale positive", j, shift[j], s)
		}
		q.shift[j], q.scale[j] = shift[j]+s*q.shift[j], s*q.scale[j]
	}
	return q, nil
}

// Noted is q whose Warnings begin with these sentences.
func (q Joint) Noted(sentences ...string) Joint {
	q.notes = slices.Concat(q.notes, sentences)
	return q
}

// String reads "joint of 1000 rows of 2 numbers, MultivariateNormalTriL, mixtures of 100 draws".
func (q Joint) String() string {
	if q.n == 0 {
		return "joint of 0 rows"
	}
	plural := func(n int, what string) string {
		if n == 1 {
			return "1 " + what
		}
		return fmt.Sprint(n, " ", what, "s")
	}
	s := fmt.Sprintf("joint of %s of %s, %s", plural(q.n, "row"), plural(q.Numbers(), "number"), q.family())
	if q.draws > 1 {
		s += fmt.Sprintf(", mixtures of %d draws", q.draws)
	}
	return s
}

// family names the distribution: "MixtureSameFamily of MultivariateNormalTriL".
func (q Joint) family() string {
	name := func(d Distribution) string {
		t := reflect.TypeOf(d)
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		return t.Name()
	}
	s := name(q.f.d)
	switch d := q.f.d.(type) {
	case MixtureSameFamily:
		s += " of " + name(d.Components)
	case Independent:
		s += " of " + name(d.Base)
	}
	return s
}

// MarshalJSON is an error: a Joint is a function of y.
func (Joint) MarshalJSON() ([]byte, error) {
	return nil, errors.New("distributions: a Joint cannot be written as JSON: write what is asked of it, such as Mean and Covariance")
}

// LogProb is the log-density of each row at its vector, in nats, -Inf outside the support. It panics unless there is one vector of k
// numbers a row.
func (q Joint) LogProb(y [][]float64) []float64 {
	q.check("LogProb", y)
	x := make([]float64, 0, q.n*q.Numbers()*q.Draws())
	for _, v := range y {
		for range q.draws {
			x = q.unscaled(x, v)
		}
	}
	if q.n == 0 {
		return nil
	}
	return q.together(q.f.logProb(q.index(), 1, x), 1)
}

// LogProbs is the log-density of each row at every one of the vectors: (rows, vectors). It panics unless they have k numbers.
func (q Joint) LogProbs(y [][]float64) [][]float64 {
	var x []float64
	for _, v := range y {
		q.vector("LogProbs", v)
		x = q.unscaled(x, v)
	}
	out := make([][]float64, q.n)
	for i := range out {
		out[i] = q.Row(i).logProbs(x, len(y))
	}
	return out
}

// logProbs is the log-density of the only row at m points x of what f is of.
func (q Joint) logProbs(x []float64, m int) []float64 {
	if m == 0 {
		return nil
	}
	all := make([]float64, 0, len(x)*q.draws)
	for range q.draws {
		all = append(all, x...)
	}
	return q.together(q.f.logProb(q.index(), m, all), m)
}

// together is the mean over draws of densities at m points of each row, in the scaled numbers.
func (q Joint) together(logs []float64, m int) []float64 {
	out := make([]float64, q.n*m)
	log := q.logScale()
	for i := range q.n {
		logMeanExp(logs[i*q.draws*m:(i+1)*q.draws*m], out[i*m:(i+1)*m])
	}
	for i := range out {
		out[i] -= log
	}
	return out
}

// logScale is log prod scale, by which densities are lower: 0 of masses.
func (q Joint) logScale() (sum float64) {
	if q.discrete() {
		return 0
	}
	for _, s := range q.scale {
		sum += math.Log(s)
	}
	return sum
}

// discrete reports whether the numbers are atoms.
func (q Joint) discrete() bool {
	d := innermost(q.f.whole)
	if i, ok := d.(Independent); ok {
		d = innermost(i.Base)
	}
	return SupportOf(d).Kind != Continuous
}

// index is the rows of f that are q's.
func (q Joint) index() []int { return upTo(q.first*q.draws, q.n*q.draws) }

// unscaled appends the numbers that f gives where q gives y.
func (q Joint) unscaled(dst, y []float64) []float64 {
	for j, v := range y {
		dst = append(dst, (v-q.shift[j])/q.scale[j])
	}
	return dst
}

func (q Joint) check(method string, y [][]float64) {
	if len(y) != q.n {
		panic(fmt.Sprintf("distributions: Joint.%s: %d vectors for %d rows", method, len(y), q.n))
	}
	for _, v := range y {
		q.vector(method, v)
	}
}

func (q Joint) vector(method string, y []float64) {
	if len(y) != q.Numbers() {
		panic(fmt.Sprintf("distributions: Joint.%s: a vector of %d numbers, not %d", method, len(y), q.Numbers()))
	}
}
