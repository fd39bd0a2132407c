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
	spread *jointPrograms // for draws; nil if parameters that rows share cannot have the rows' axis
}

// NewJointFormulas returns the formulas of d, of batch (n) and event (k), or () for vectors of one number. It returns a graph.BuildError for other shapes.
func NewJointFormulas(d Distribution) (f *JointFormulas, err error) {
	defer build.Recover(&err)
	return &JointFormulas{jointPrograms: newJointPrograms(d)}, nil
}

// NewJoint makes numbers of a distribution of nodes, one of vectors a row, as NewPosterior does of one of numbers: values gives the
// value of each parameter node for n rows. A distribution without a batch is one row: NewJoint(Dirichlet{Concentration: Constant(1, 2,
// 3)}, (*gorgonia.Node).Value).
func NewJoint(d Distribution, values func(n *G.Node) G.Value) (q Joint, err error) {
	defer build.Recover(&err)
	d, values = oneRow(d, values)
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
		if f.spread != nil { // otherwise, as of networks inside a map, each draw's rows are computed by themselves
			p = f.spread
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
	s := fmt.Sprintf("joint of %s of %s, %s", counted(q.n, "row"), counted(q.Numbers(), "number"), q.family())
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
