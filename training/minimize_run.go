package training

import (
	"context"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/stop"
	"gonum.org/v1/gonum/floats"
	"gorgonia.org/tensor"
)

// minimizer is a minimization in progress.
type minimizer struct {
	*run
	Minimization
	ctx   context.Context
	all   *batch
	order []int   // of the rows: as they are
	time  float64 // of the loss's schedules
	descent
	now  iterate   // the best one
	last []float64 // where parts of the loss and states are of
	why  string    // it has ended; "" while it has not
	made int       // iterations
}

// iterate is weights in one vector, in the order of the model's Params, with the mean loss there and its gradient.
type iterate struct {
	x, grad []float64
	loss    float64 // +Inf if loss or gradient are not finite
}

// minimizer checks the settings, initializes the model, and computes the loss where it begins.
func (t Trainer) minimizer(ctx context.Context, m *Model, train data.Set, s Minimization) (z *minimizer, err error) {
	if err := t.checkMinimize(m, s); err != nil {
		return nil, err
	}
	if err := m.own().predictors.unchanged(m); err != nil {
		return nil, err
	}
	was, given := m.Fitted, t
	t.BatchSize, t.Solver = math.MaxInt, nil // prepare takes as many as there are
	t = t.filled()
	o, err := newObjective(t.Loss)
	if err != nil {
		return nil, err
	}
	z = &minimizer{
		run:          &run{Trainer: t, model: m, solver: t.Solver, batches: map[int]*batch{}, objective: o, draws: o.draws(), ownSolver: true},
		Minimization: s.filled(m), ctx: ctx, time: float64(m.Epochs),
	}
	unfitted := m.Params.Len() == 0
	if err = m.init(train, t.Seed); err == nil {
		err = z.prepare(train)
	}
	if err == nil {
		m.Run = Run{}
		m.begun(given, unfitted)
		err = z.start()
	}
	if err != nil {
		m.Fitted = was
		if z.crew != nil {
			z.crew.Close()
		}
		return nil, err
	}
	z.Progress.Start(z.Iterations, z.Iterations)
	return z, nil
}

// start is at the weights that are there.
func (z *minimizer) start() (err error) {
	if z.all, err = z.batch(z.train.n); err != nil {
		return err
	}
	for i := range z.train.n {
		z.order = append(z.order, i)
	}
	loss, norm, err := z.differentiate(z.all, z.order, z.time)
	if err != nil {
		return err
	}
	if bad := loss + norm; bad-bad != 0 {
		return fmt.Errorf("where it begins: %w", z.blame(z.all, loss))
	}
	z.now = iterate{x: z.position(), loss: loss, grad: z.gradient()}
	z.last = z.now.x
	if z.converged() {
		z.why = "converged"
	}
	z.descent, err = z.Method.begin(z)
	return err
}

// at computes the loss at x, as far as the weights' type can hold it.
func (z *minimizer) at(x []float64) (p iterate, err error) {
	if err := stop.Err(z.ctx); err != nil {
		return p, err
	}
	z.set(x)
	z.objective.parts, z.objective.seen = Bound{}, 0
	loss, norm, err := z.differentiate(z.all, z.order, z.time)
	if err != nil {
		return p, err
	}
	p = iterate{x: z.position(), loss: loss, grad: z.gradient()}
	if bad := loss + norm; bad-bad != 0 {
		p.loss = math.Inf(1)
	}
	z.last = p.x
	return p, nil
}

// set moves the weights.
func (z *minimizer) set(x []float64) {
	for _, w := range z.weights {
		n := w.Value().Shape().TotalSize()
		float64s.Set(w.Value(), x[:n])
		x = x[n:]
	}
}

// position is where the weights are.
func (z *minimizer) position() (x []float64) {
	for _, w := range z.weights {
		x = append(x, float64s.Of(w.Value())...)
	}
	return x
}

// gradient is the one computed last.
func (z *minimizer) gradient() (g []float64) {
	for _, w := range z.weights {
		v, err := w.Grad()
		if err != nil {
			panic(fmt.Sprintf("training: %v", err)) // a layers.Weight has one
		}
		g = append(g, float64s.Of(v)...)
	}
	return g
}

// lower reports whether the loss is lower at p than at q, or of loss equal to rounding the gradient is: where the gradient is the root of
// a loss's last digit, that alone still tells where the minimum is.
func (z *minimizer) lower(p, q iterate) bool {
	rounding := 4 * 0x1p-52 * math.Abs(q.loss)
	if z.model.dtype() == tensor.Float32 {
		rounding = 4 * 0x1p-23 * math.Abs(q.loss)
	}
	return p.loss < q.loss-rounding || p.loss <= q.loss+rounding && floats.Norm(p.grad, math.Inf(1)) < floats.Norm(q.grad, math.Inf(1))
}

func (z *minimizer) converged() bool { return floats.Norm(z.now.grad, math.Inf(1)) <= z.Tolerance }
