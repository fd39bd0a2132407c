package bnn

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// pace is what a step is made with.
type pace struct {
	rate        float64 // l: the step's size by the gradient of the mean loss
	temperature float64 // multiplies the noise's variance; 0 is plain descent
	keep        bool    // whether the weights may be draws
}

// langevin is the Solver of the Markov chains on minibatches. With the gradient g of minus the log joint divided by the
// number of rows N, and standard normals z, it makes the step
//
//	w = w - l G g + sqrt(2 l G T/N) z                                    without friction
//	v = (1-a) v - l g + sqrt(2 a l T/N) z,  w = w + v                    with friction a
type langevin struct {
	rows     float64
	seed     uint64
	name     string
	pace     func(t float64) pace // at time t in epochs
	friction float64
	rms      *rms // makes G; nil: 1

	step, first, perEpoch int
	rate                  float64
	velocity              [][]float64
	z                     []float64 // room for the noise of a parameter
	kept                  []float64 // the rates of the draws that were kept
}

var _ training.Paced = (*langevin)(nil)

// SetStepsPerEpoch says how many steps an epoch has.
func (l *langevin) SetStepsPerEpoch(n int) { l.perEpoch = max(n, 1) }

// LastRate is the rate of the last step.
func (l *langevin) LastRate() float64 { return l.rate }

// Step moves every weight once and zeroes the gradients.
func (l *langevin) Step(weights []G.ValueGrad) error {
	p := l.pace(float64(l.step-l.first) / float64(max(l.perEpoch, 1)))
	if !(p.rate >= 0) || math.IsInf(p.rate, 1) {
		return fmt.Errorf("bnn: %s: the rate is %v in step %d: want a finite rate of at least 0", l.name, p.rate, l.step+1)
	}
	l.rate = p.rate
	for i, w := range weights {
		grad, err := w.Grad()
		if err != nil {
			return fmt.Errorf("bnn: %s: %w", l.name, err)
		}
		n := w.Value().Shape().TotalSize()
		if len(l.velocity) == i {
			l.velocity = append(l.velocity, make([]float64, n))
		}
		l.z = slices.Grow(l.z[:0], n)[:n]
		clear(l.z)
		if p.temperature > 0 {
			rng.New(l.seed, "bnn/"+l.name+"/"+w.(G.Namer).Name(), uint64(l.step), 0).Normal64(l.z, 0)
		}
		if w.Value().Dtype() == tensor.Float64 {
			langevinStep(l, i, p, ops.Data[float64](w.Value()), ops.Data[float64](grad))
		} else {
			langevinStep(l, i, p, ops.Data[float32](w.Value()), ops.Data[float32](grad))
		}
	}
	l.step++
	return nil
}

func langevinStep[T float32 | float64](l *langevin, i int, p pace, w, g []T) {
	defer clear(g)
	if l.friction > 0 {
		v, noise := l.velocity[i], math.Sqrt(2*l.friction*p.rate*p.temperature/l.rows)
		for j := range w {
			v[j] += -l.friction*v[j] - p.rate*float64(g[j]) + noise*l.z[j]
			w[j] += T(v[j])
		}
		return
	}
	if l.rms != nil && !p.keep {
		l.rms.learn(i, len(w), func(j int) float64 { return float64(g[j]) })
	}
	for j := range w {
		rate := p.rate * l.rms.at(i, j)
		w[j] += T(-rate*float64(g[j]) + math.Sqrt(2*rate*p.temperature/l.rows)*l.z[j])
	}
}

// rms is the preconditioner G = 1/(sqrt(V) + floor), V a running mean of squared gradients.
type rms struct {
	squares [][]float64
	steps   []int
}

const (
	rmsDecay = .99
	rmsFloor = 1e-5
)

func (r *rms) learn(i, n int, g func(j int) float64) {
	if len(r.squares) == i {
		r.squares, r.steps = append(r.squares, make([]float64, n)), append(r.steps, 0)
	}
	r.steps[i]++
	share := max(1-rmsDecay, 1/float64(r.steps[i])) // a mean of all there are, at first
	for j := range r.squares[i] {
		r.squares[i][j] += share * (g(j)*g(j) - r.squares[i][j])
	}
}

func (r *rms) at(i, j int) float64 {
	if r == nil {
		return 1
	}
	return 1 / (math.Sqrt(r.squares[i][j]) + rmsFloor)
}
