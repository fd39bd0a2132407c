package bnn

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/losses"
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

// chain is a Markov chain on minibatches: its solver and which of its states are kept.
type chain struct {
	prior      Prior
	likelihood losses.Loss
	trainer    training.Trainer
	solver     *langevin
	every      int // epochs from one kept draw to the next
	chains     int // 0: 1
	notes      []string
}

// runAll runs every chain, the first by the trainer's seed and from the model's weights, the others by seeds hashed from
// it and from weights of their own: only chains that began apart can tell that they have not met. It returns the first one's
// history.
func (c chain) runAll(ctx context.Context, m *training.Model, train data.Set, epochs int) (training.History, error) {
	if c.chains < 0 {
		return nil, fmt.Errorf("%d chains: want a positive number, or 0 for 1", c.chains)
	}
	if m == nil {
		return c.run(ctx, m, train, epochs) // which says so
	}
	xs, ys, params, epochsBefore, steps := m.XScale, m.YScale, m.Params, m.Epochs, m.Steps
	h, err := c.run(ctx, m, train, epochs)
	if err != nil {
		return h, err
	}
	all := minibatchDraws{m.Sampler.(training.Samples), max(c.chains, 1), c.notes}
	for k := 1; k < c.chains; k++ {
		other := &training.Model{Net: m.Net, Dtype: m.Dtype, XScale: m.XScale, YScale: m.YScale}
		next, solver := c, *c.solver
		next.trainer.Seed, next.trainer.Progress = rng.SplitAt(c.trainer.Seed, "bnn/"+c.solver.name, k), nil
		solver.velocity, solver.perEpoch = nil, 0
		if solver.rms != nil {
			solver.rms = &rms{}
		}
		next.solver = &solver
		if _, err := next.run(ctx, other, train, epochs); err != nil {
			m.XScale, m.YScale, m.Params, m.Epochs, m.Steps, m.Sampler = xs, ys, params, epochsBefore, steps, nil
			return h, fmt.Errorf("chain %d: %w", k+1, err)
		}
		all.Samples = append(all.Samples, other.Sampler.(training.Samples)...)
	}
	m.Sampler = all
	return h, nil
}

// run makes the chain's steps from the weights that are there, or those of the seed, and gives the model the kept draws.
func (c chain) run(ctx context.Context, m *training.Model, train data.Set, epochs int) (h training.History, err error) {
	switch {
	case m == nil || m.Net == nil:
		return nil, errors.New("the model is nil or has no Net")
	case c.trainer.Solver != nil || c.trainer.Loss != nil:
		return nil, errors.New("Trainer.Solver and Trainer.Loss are the chain's own: leave them nil and set Likelihood")
	case train.Weights != nil:
		return nil, errors.New("rows with weights have no likelihood that a chain could draw from: leave Weights nil")
	case c.every < 0:
		return nil, fmt.Errorf("a draw kept every %d epochs: want a positive number, or 0 for 1", c.every)
	}
	if err := errors.Join(lastWeights(c.trainer), train.Check()); err != nil {
		return nil, err
	}
	shadow := &training.Model{Net: MAP{m.Net, c.prior}, X: m.X, Y: m.Y, Dtype: m.Dtype, XScale: m.XScale, YScale: m.YScale, Params: m.Params.Clone(), Epochs: m.Epochs, Steps: m.Steps}
	s := c.solver
	s.rows, s.seed, s.step, s.first = float64(train.Rows()), c.trainer.Seed, m.Steps, m.Steps
	c.trainer.Solver = s
	c.trainer.Loss = losses.ELBO{Rows: train.Rows(), Likelihood: c.likelihood}
	var samples training.Samples
	for e, err := range c.trainer.Epochs(ctx, shadow, train, epochs) {
		if err != nil {
			return h, err
		}
		if h = append(h, e); s.pace(float64(e.Number)-.5).keep && e.Number%max(c.every, 1) == 0 {
			samples = append(samples, shadow.Params.Clone())
		}
	}
	if len(samples) == 0 {
		return h, fmt.Errorf("none of %d epochs gave a draw: run more of them", epochs)
	}
	m.XScale, m.YScale, m.Epochs, m.Steps = shadow.XScale, shadow.YScale, shadow.Epochs, shadow.Steps
	m.Params, m.Sampler = samples[len(samples)-1].Clone(), samples
	return h, nil
}
